//! The styles and locales that come with the program; NOTICE says whose they are.

/// A style that comes with the program.
#[derive(Debug, Clone, Copy)]
pub struct Bundled {
    /// What it is called by: `apa`.
    pub name: &'static str,
    /// The identifier by which the CSL project knows it.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// How it cites.
    pub kind: StyleKind,
    pub(super) text: &'static str,
}

/// How a style cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StyleKind {
    /// `(Zahid 2017)`
    AuthorDate,
    /// `(Zahid 45)`
    Author,
    /// `[1]`
    Numeric,
    /// `[Zah17]`
    Label,
    /// In footnotes.
    Note,
}

impl StyleKind {
    /// CSL's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AuthorDate => "author-date",
            Self::Author => "author",
            Self::Numeric => "numeric",
            Self::Label => "label",
            Self::Note => "note",
        }
    }
}

macro_rules! style {
    ($name:literal, $id:literal, $kind:ident, $title:literal) => {
        Bundled {
            name: $name,
            id: $id,
            title: $title,
            kind: StyleKind::$kind,
            text: include_str!(concat!("data/styles/", $id, ".csl")),
        }
    };
}

/// Every bundled style, in alphabetical order.
#[rustfmt::skip]
pub const STYLES: &[Bundled] = &[
    style!("acm", "association-for-computing-machinery", Numeric, "Association for Computing Machinery"),
    style!("acs", "american-chemical-society", Numeric, "American Chemical Society"),
    style!("alpha", "din-1505-2-alphanumeric", Label, "DIN 1505-2 (alphanumeric, Deutsch) - standard superseded by ISO-690"),
    style!("ama", "american-medical-association", Numeric, "American Medical Association 11th edition"),
    style!("ams", "american-mathematical-society-numeric", Numeric, "American Mathematical Society (numeric)"),
    style!("ams-label", "american-mathematical-society-label", Label, "American Mathematical Society (label)"),
    style!("apa", "apa", AuthorDate, "American Psychological Association 7th edition"),
    style!("aps", "american-physics-society", Numeric, "American Physical Society"),
    style!("chicago", "chicago-author-date", AuthorDate, "Chicago Manual of Style 17th edition (author-date)"),
    style!("chicago-fullnote", "chicago-fullnote-bibliography", Note, "Chicago Manual of Style 17th edition (full note)"),
    style!("chicago-notes", "chicago-note-bibliography", Note, "Chicago Manual of Style 17th edition (note)"),
    style!("elsevier", "elsevier-harvard", AuthorDate, "Elsevier - Harvard (with titles)"),
    style!("harvard", "harvard-cite-them-right", AuthorDate, "Cite Them Right 12th edition - Harvard"),
    style!("ieee", "ieee", Numeric, "IEEE"),
    style!("mla", "modern-language-association", Author, "Modern Language Association 9th edition"),
    style!("nature", "nature", Numeric, "Nature"),
    style!("springer", "springer-basic-author-date", AuthorDate, "Springer - Basic (author-date)"),
    style!("vancouver", "vancouver", Numeric, "Vancouver"),
];

macro_rules! locales {
    ($($tag:literal)*) => {
        /// Every bundled locale with its text, a language's main one before its others.
        pub(super) const LOCALES: &[(&str, &str)] =
            &[$(($tag, include_str!(concat!("data/locales/locales-", $tag, ".xml")))),*];
    };
}

locales! {
    "af-ZA" "ar" "bg-BG" "ca-AD" "cs-CZ" "cy-GB" "da-DK" "de-DE" "de-AT" "de-CH" "el-GR" "en-US" "en-GB"
    "es-ES" "es-CL" "es-MX" "et-EE" "eu" "fa-IR" "fi-FI" "fr-FR" "fr-CA" "he-IL" "hi-IN" "hr-HR" "hu-HU"
    "id-ID" "is-IS" "it-IT" "ja-JP" "km-KH" "ko-KR" "la" "lt-LT" "lv-LV" "mn-MN" "nb-NO" "nl-NL" "nn-NO"
    "pl-PL" "pt-PT" "pt-BR" "ro-RO" "ru-RU" "sk-SK" "sl-SI" "sr-RS" "sv-SE" "th-TH" "tr-TR" "uk-UA" "vi-VN"
    "zh-CN" "zh-TW"
}
