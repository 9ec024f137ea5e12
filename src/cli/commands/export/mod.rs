//! `ibid export`: exactly the bibliography a document needs.

mod report;
mod watch;
mod write;

use std::io::Write;
use std::path::Path;

use clap::Args as ClapArgs;
use ibid::diagnostic::{Diagnostic, Severity};
use ibid::formats::bibtex::options::Dialect;
use ibid::formats::loss::Loss;
use ibid::formats::{self, Format, Options, Output, Writer};
use ibid::store::{Dangling, ExportError, Exported, Library, Selection};

use self::report::{Report, Reports, Status};
use super::{Run, cite};
use crate::cli::citations::Citations;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exports::Memory;
use crate::cli::losses::Losses;
use crate::cli::searches;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, complete, keys};

const EXAMPLES: &str = "\
Examples:
  ibid export -o refs.bib                     the whole library
  ibid export knuth1984 plass1981 -o refs.bib
  ibid export --cited-in thesis.tex -o refs.bib
  ibid export --format bibtex -o refs.bib     what was written for biblatex, for BibTeX
  ibid export -o refs.ris                     for other reference managers
  ibid export --format csv --query knuth      for a spreadsheet
  ibid export --style ieee --format markdown  formatted references
  ibid export --query \"knuth 1984\"            all entries that match
  ibid find tex -n 0 --keys | ibid export -   keys from standard input
  ibid export --cited-in paper.tex --merge-into refs.bib
  ibid export                                 what the project's ibid.toml asks for
  ibid export --check                         whether that is up to date, for CI
  ibid export -o refs.bib --json              keys, losses and findings, for scripts
  ibid export --watch                         again with each change
  ibid export --format html-page --title \"Our papers\" -o papers.html

An ibid.toml beside the document keeps the options of a project, each under its long
name; --cited-in is `documents` there. Paths in it start at its folder:

  documents = [\"thesis.tex\"]
  output = \"refs.bib\"
  tidy = true

Several outputs are several [[export]] tables; what stands above them holds for all.
Options on the command line win. With keys, --query or --cited-in on the command line
the file's documents and output are left aside, and the rest of its top holds.
`ibid help project` explains every setting.";

/// Writes entries with all they need, as BibTeX or in another format.
///
/// BibTeX entries leave as they came in and in the library's order. Chosen entries bring the macros, cross-referenced
/// parents and preambles along that they need. Other formats take plain text; what they have no place for is told. A file is replaced only when it is complete, and left alone when it would not
/// change. What is exported for a document leaves private fields at home: local files, owners, groups, private notes
/// and the like. An output file that holds entries or text which were changed or added by hand is left alone, with exit
/// status 1, and what they are is told. What was written where is kept for that in ~/.local/state/ibid/exports, unless
/// the configuration says `remember = false`; a file that came from elsewhere is compared with what the library had.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Citation keys; - reads them from standard input
    #[arg(value_name = "KEY", add = complete::keys())]
    keys: Vec<String>,
    /// Also the entries that match a query, word for word; `ibid help query` explains it
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
    #[command(flatten)]
    settings: Settings,
    /// Keep private fields (the default for what is not exported for a document)
    #[arg(long, conflicts_with = "public")]
    private: bool,
    /// Leave each entry as it came in (the default)
    #[arg(long, conflicts_with = "tidy")]
    original: bool,
    /// Write nothing; exit with status 1 where the output file would change
    #[arg(long)]
    check: bool,
    /// Write over what was changed in the output file by hand
    #[arg(long)]
    force: bool,
    /// Export again with each change of a document, what it includes, the ibid.toml or the library
    #[arg(long, conflicts_with = "check")]
    watch: bool,
    /// Look for no ibid.toml
    #[arg(long)]
    no_project: bool,
}

impl Run for Args {
    const JSON: bool = true;

    fn run(self, ui: &mut Ui, context: &Context) -> Result<Outcome, CliError> {
        if self.watch {
            return watch::run(&self, ui, context);
        }
        let mut worst: Option<CliError> = None;
        let mut outcome = Outcome::Done;
        let mut exports = Vec::new();
        for job in self.jobs(context)? {
            let mut report = Report::new(context.json);
            // what goes wrong with one output is no reason to leave the others out
            let ended = job.run(ui, context, true, &mut report);
            if let Err(error) = &ended {
                report.fail(error);
            }
            exports.push(report);
            let error = match ended {
                Ok(Outcome::Done) => continue,
                Ok(Outcome::Findings) => {
                    outcome = Outcome::Findings;
                    continue;
                }
                Err(error) => error,
            };
            let told = match worst.take() {
                Some(before) if before.exit_code() >= error.exit_code() => {
                    worst = Some(before);
                    Some(error)
                }
                before => {
                    worst = Some(error);
                    before
                }
            };
            if let Some(told) = told {
                ui.error(&told);
            }
        }
        if context.json {
            ui.json(&Reports { exports })?;
        }
        worst.map_or(Ok(outcome), Err)
    }
}

impl Args {
    /// The exports that are asked for.
    fn jobs(&self, context: &Context) -> Result<Vec<Job>, CliError> {
        let jobs = self.asked_for(context)?;
        if context.json && !self.check && jobs.iter().any(|job| job.file().is_none()) {
            return Err(CliError::new(
                "the bibliography goes to standard output, where the JSON about it would go",
            )
            .hint("`--output FILE` writes the bibliography to a file"));
        }
        Ok(jobs)
    }

    fn asked_for(&self, context: &Context) -> Result<Vec<Job>, CliError> {
        let mut settings = self.settings.clone();
        if self.private {
            settings.public = Some(false);
        }
        if self.original {
            settings.tidy = Some(false);
        }
        let project = if self.no_project {
            None
        } else {
            context.project()?
        };
        let chosen =
            !self.keys.is_empty() || self.query.is_some() || !self.settings.documents.is_empty();
        let job = |settings, for_project| Job {
            keys: self.keys.clone(),
            query: self.query.clone(),
            settings,
            for_project,
            check: self.check,
            force: self.force,
        };
        let Some(mut project) = project else {
            return Ok(vec![job(settings, false)]);
        };
        if chosen {
            project.settings.documents.clear();
            (project.settings.output, project.settings.merge_into) = (None, None);
            // what it says of privacy is about its own documents
            project.settings.public = None;
            return Ok(vec![job(settings.or(&project.settings), false)]);
        }
        let exports = project.settings.exports();
        if let ([_, _, ..], Some(output)) = (exports.as_slice(), &settings.output) {
            let message = format!(
                "{} asks for {} exports, which cannot all go to {}",
                project.path.display(),
                exports.len(),
                output.display()
            );
            return Err(CliError::new(message)
                .hint("leave `--output` out, or `--no-project` leaves the file aside"));
        }
        Ok(exports
            .iter()
            .map(|export| job(settings.clone().or(export), true))
            .collect())
    }

    /// Whether a part of what is asked for stands on standard input.
    fn reads_standard_input(&self) -> bool {
        let documents = &self.settings.documents;
        self.keys.iter().any(|key| key == "-")
            || documents.iter().any(|path| path == Path::new("-"))
    }
}

/// How many findings of one kind are shown.
const SHOWN: usize = 10;

/// A dialect of BibTeX, and what writes another format.
type Form = (Option<Dialect>, Option<Box<dyn Writer>>);

/// One export.
struct Job {
    keys: Vec<String>,
    query: Option<String>,
    settings: Settings,
    /// Whether a project file asks for it.
    for_project: bool,
    check: bool,
    force: bool,
}

impl Job {
    /// The file that it writes; none for standard output.
    fn file(&self) -> Option<&Path> {
        let into = self.settings.merge_into.as_deref();
        let output = into.or(self.settings.output.as_deref());
        output.filter(|path| *path != Path::new("-"))
    }

    /// Does it. With `used`, entries that were chosen one by one count as used where that is remembered.
    fn run(
        &self,
        ui: &mut Ui,
        context: &Context,
        used: bool,
        report: &mut Report,
    ) -> Result<Outcome, CliError> {
        report.file = self.file().map(|path| path.display().to_string());
        report.format = self.format().map(|format| format.name);
        let library = context.open_at(self.settings.library.as_deref())?;
        let (selection, chosen) = self.selection(ui, &library, report)?;
        let for_a_document = self.for_project || !self.settings.documents.is_empty();
        let (dialect, mut writer) = self.form(context)?;
        let mut options = self.settings.options(dialect, for_a_document);
        let page = |format: &Format| format.name == "html-page";
        if self.settings.files == Some(true) && self.format().is_some_and(page) {
            // a page shows no private fields but the files that are asked for
            options.public = false;
        }
        if selection == Selection::Entries(Vec::new()) {
            return Err(CliError::not_found(
                "no entry matches, so nothing was written",
            ));
        }
        let mode = write::Mode {
            check: self.check,
            force: self.force,
            merge: self.settings.merge_into.is_some(),
            bibtex: writer.is_none(),
        };
        let source = write::Source {
            library: &library,
            selection: &selection,
            options: &options,
        };
        let mut losses = Losses::written_to(self.settings.losses.as_deref())?;
        let mut report_losses = Vec::new();
        let mut export = |out: &mut dyn Write| {
            let mut lost = |loss: Loss| {
                if context.json {
                    report_losses.push(loss.clone());
                }
                losses.add(loss);
            };
            match &mut writer {
                Some(writer) => {
                    library.export_in(writer.as_mut(), &selection, &options, out, &mut lost)
                }
                None => library.export_with(&selection, &options, &mut lost, out),
            }
        };
        let (exported, mut outcome) = match self.file() {
            None if self.check => {
                return Err(CliError::new("there is no output file to check")
                    .hint("`--output FILE` or an ibid.toml names it"));
            }
            None => {
                report.status = Status::Written;
                (export(ui.out())?, Outcome::Done)
            }
            Some(path) => {
                let failed = |error| match error {
                    ExportError::Output(error) => CliError::file(path, error),
                    error => error.into(),
                };
                let count = |exported: &Exported| entries(exported.entries);
                let memory = Memory::of(context.exports()?.as_deref(), path);
                write::put(
                    ui,
                    report,
                    source,
                    write::Target { path, mode, memory },
                    |out| export(out).map_err(failed),
                    count,
                )?
            }
        };
        ui.finish()?;
        let dangling = library.dangling(&selection)?.into_iter().map(|dangling| {
            let Dangling { key, field, target } = dangling;
            let message = format!("`{field}` names {target}, which the library does not have");
            Diagnostic::new("missing-relative", Severity::Warning, message).key(key)
        });
        report.findings(ui, dangling.collect(), SHOWN);
        if used && report.status == Status::Written {
            context.record_use(&library, &chosen)?;
        }
        losses.finish()?;
        if self.settings.strict == Some(true) && !losses.is_empty() {
            outcome = Outcome::Findings;
        }
        report.losses = report_losses;
        if context.json {
            report.keys = exported.keys().map(str::to_owned).collect();
            (report.left_out, report.renamed) = (exported.left_out, exported.renamed);
            return Ok(outcome);
        }
        let left_out = exported.left_out;
        if left_out > 0 {
            ui.remark(&format!(
                "left {left_out} private field{} out; `--private` keeps them",
                if left_out == 1 { "" } else { "s" }
            ));
        }
        if exported.renamed > 0 {
            ui.note(&format!(
                "{} got another key than in the library",
                entries(exported.renamed)
            ));
        }
        losses.tell(ui);
        Ok(outcome)
    }

    /// The format that is asked for, or that the output file's ending says.
    fn format(&self) -> Option<&'static Format> {
        let settings = &self.settings;
        let output = settings.merge_into.as_ref().or(settings.output.as_ref());
        let by_file = || {
            let name = output.and_then(|path| path.file_name()?.to_str());
            match (name, &settings.style) {
                (Some(name), Some(_)) => {
                    formats::of_file(name).or_else(|| formats::formatted_of_file(name))
                }
                (Some(name), None) => formats::of_file(name),
                // whoever names a style wants references
                (None, Some(_)) => formats::named("text"),
                (None, None) => None,
            }
        };
        settings.format.or_else(by_file)
    }

    /// The dialect that is asked for, and what writes another format than BibTeX's.
    fn form(&self, context: &Context) -> Result<Form, CliError> {
        let settings = &self.settings;
        let Some(format) = self.format() else {
            return match self.file().and_then(unclear) {
                Some(error) => Err(error),
                None => Ok((None, None)),
            };
        };
        let options = Options {
            locale: settings.locale.as_deref(),
            title: settings.title.as_deref(),
            group: settings.group.as_deref(),
            files: settings.files == Some(true),
        };
        match format.output {
            Output::Source(dialect) => Ok((Some(dialect), None)),
            Output::Publications(_) | Output::Bibliography(_) if settings.merge_into.is_some() => {
                let message = format!("{} cannot be merged into a file", format.title);
                Err(CliError::new(message).hint("`--output FILE` replaces the file"))
            }
            Output::Bibliography(open) => {
                let config = context.config()?;
                let style = settings.style.clone().or(config.style);
                let style = style.as_deref().unwrap_or(cite::USUAL);
                let locale = settings.locale.clone().or(config.locale);
                let renderer = cite::renderer(style, locale.as_deref())?;
                let options = Options {
                    locale: locale.as_deref(),
                    ..options
                };
                Ok((None, Some(open(renderer, &options)?)))
            }
            Output::Publications(open) => Ok((None, Some(open(&options)?))),
        }
    }

    /// What is to be written, and the entries that were chosen one by one: by their keys, or by citing them.
    fn selection(
        &self,
        ui: &mut Ui,
        library: &Library,
        report: &mut Report,
    ) -> Result<(Selection, Vec<i64>), CliError> {
        let has_documents = !self.settings.documents.is_empty();
        if !has_documents && self.keys.is_empty() && self.query.is_none() {
            return Ok((Selection::All, Vec::new()));
        }
        let wanted = keys::with_standard_input(&self.keys)?;
        let found = keys::resolve(library, &wanted)?;
        let mut ids: Vec<i64> = found.into_iter().map(|entry| entry.id).collect();
        let mut chosen = ids.clone();
        if let Some(words) = &self.query {
            let query = searches::read(library, words)?;
            ids.extend(library.search_all(&query)?);
        }
        if has_documents {
            let cited = self.cited(ui, library, report)?;
            let entries = cited.keys.iter().filter_map(|cited| cited.entry.as_ref());
            let entries: Vec<i64> = entries.map(|(id, _)| *id).collect();
            // named and cited is one use
            chosen.extend(entries.iter().filter(|id| !ids.contains(id)));
            ids.extend(entries);
            if cited.everything.is_some() {
                return Ok((Selection::All, chosen));
            }
            if ids.is_empty() {
                return Err(CliError::not_found(
                    "nothing is cited, so nothing was written",
                ));
            }
        }
        Ok((Selection::Entries(ids), chosen))
    }

    /// What the documents cite, which must be there.
    fn cited(
        &self,
        ui: &mut Ui,
        library: &Library,
        report: &mut Report,
    ) -> Result<Citations, CliError> {
        let mut cited = Citations::read(&self.settings.documents, self.settings.kind)?;
        cited.look_up(library)?;
        let allowed = self.settings.allow_missing == Some(true);
        let severity = if allowed {
            Severity::Warning
        } else {
            Severity::Error
        };
        report.miss(&cited);
        report.findings(ui, cited.diagnostics(severity), usize::MAX);
        match cited.missing() {
            0 => Ok(cited),
            _ if allowed => Ok(cited),
            missing => {
                let message = if missing == 1 {
                    "a cited key is not in the library, so nothing was written".to_owned()
                } else {
                    format!("{missing} cited keys are not in the library, so nothing was written")
                };
                let hint = "`--allow-missing` writes the other entries";
                Err(CliError::not_found(message).hint(hint))
            }
        }
    }
}

/// What is wrong with a file whose ending belongs to formatted references, where nothing says that it is to hold them:
/// BibTeX would be no use there.
fn unclear(path: &Path) -> Option<CliError> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    // text of any kind ends so
    if ending == "txt" {
        return None;
    }
    let formats = formats::FORMATS.iter().filter(|format| {
        matches!(format.output, Output::Bibliography(_))
            && format.extensions.contains(&ending.as_str())
    });
    let hints: Vec<String> = formats
        .map(|format| format!("`--format {}`: {}", format.name, format.purpose))
        .collect();
    if hints.is_empty() {
        return None;
    }
    let message = format!("it is not clear what {} is to hold", path.display());
    let error = hints
        .into_iter()
        .fold(CliError::new(message), CliError::hint);
    Some(error.hint("`--format bibtex`: BibTeX all the same"))
}

fn entries(count: u64) -> String {
    if count == 1 {
        "1 entry".to_owned()
    } else {
        format!("{count} entries")
    }
}
