//! Bytes to text: UTF-8, UTF-16, or else windows-1252.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text and how it was encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark.
    pub text: String,
    /// The encoding's name, as the WHATWG standard gives it: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `windows-1252`.
    pub encoding: &'static str,
    /// The first byte that is not UTF-8, where the encoding had to be guessed.
    pub guessed_at: Option<usize>,
}

/// Decodes `bytes`: by their mark; UTF-16 without a mark by its zero bytes; else UTF-8; else windows-1252, which
/// reads anything (a byte that it leaves undefined becomes the control character of that number).
///
/// ```
/// use ibid::formats::encoding::decode;
///
/// assert_eq!(decode(b"M\xfcller".to_vec()).text, "Müller");
/// assert_eq!(decode(b"\xef\xbb\xbfx".to_vec()).text, "x");
/// ```
pub fn decode(bytes: Vec<u8>) -> Decoded {
    let marked = Encoding::for_bom(&bytes);
    let encoding = match marked {
        Some((encoding, _)) => encoding,
        None => utf16_without_mark(&bytes).unwrap_or(UTF_8),
    };
    let mark = marked.map_or(0, |(_, length)| length);
    if encoding != UTF_8 {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return Decoded {
            text: text.into_owned(),
            encoding: encoding.name(),
            guessed_at: None,
        };
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            text.drain(..mark);
            Decoded {
                text,
                encoding: UTF_8.name(),
                guessed_at: None,
            }
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes[mark..]);
            Decoded {
                text: text.into_owned(),
                encoding: WINDOWS_1252.name(),
                guessed_at: Some(at),
            }
        }
    }
}

/// A `.bib` file starts with an ASCII character, so one byte of its first two is zero in UTF-16.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes.get(..4)? {
        [0, a, 0, b] if *a != 0 && *b != 0 => Some(UTF_16BE),
        [a, 0, b, 0] if *a != 0 && *b != 0 => Some(UTF_16LE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_encodings_apart() {
        for (bytes, text, encoding) in [
            (b"Gr\xc3\xbc\xc3\x9fe".to_vec(), "Grüße", "UTF-8"),
            (b"\xff\xfe@\0a\0\xfc\0".to_vec(), "@aü", "UTF-16LE"),
            (b"\xfe\xff\0@\0a\0\xfc".to_vec(), "@aü", "UTF-16BE"),
            (b"@\0a\0\xfc\0".to_vec(), "@aü", "UTF-16LE"),
            (
                b"Gr\xfc\xdfe \x93x\x94".to_vec(),
                "Grüße “x”",
                "windows-1252",
            ),
            (Vec::new(), "", "UTF-8"),
        ] {
            let decoded = decode(bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
        }
        assert_eq!(decode(b"Gr\xfcn".to_vec()).guessed_at, Some(2));
    }
}
