//! The `ibid` program.

mod cli;

use std::process::ExitCode;

/// Entries are made in one thread and released in another while importing, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
