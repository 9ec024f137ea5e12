//! What holds for every format.

use super::*;

#[test]
fn names_and_endings_are_told_apart() {
    for (index, format) in FORMATS.iter().enumerate() {
        assert_eq!(format.name, format.name.to_ascii_lowercase());
        assert!(!format.purpose.is_empty() && !format.title.is_empty());
        assert!(!format.extensions.is_empty(), "{}", format.name);
        for other in &FORMATS[index + 1..] {
            assert_ne!(format.name, other.name);
            if format.by_extension && other.by_extension {
                assert!(
                    !format
                        .extensions
                        .iter()
                        .any(|one| other.extensions.contains(one))
                );
            }
        }
    }
}
