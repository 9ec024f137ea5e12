//! Names of languages, as babel and people write them, to tags (BCP 47).

#[rustfmt::skip]
const LANGUAGES: &[(&str, &str)] = &[
    ("english", "en"), ("american", "en-US"), ("usenglish", "en-US"), ("british", "en-GB"), ("ukenglish", "en-GB"),
    ("canadian", "en-CA"), ("australian", "en-AU"), ("newzealand", "en-NZ"),
    ("german", "de"), ("ngerman", "de"), ("deutsch", "de"), ("austrian", "de-AT"), ("naustrian", "de-AT"),
    ("swissgerman", "de-CH"), ("nswissgerman", "de-CH"),
    ("french", "fr"), ("francais", "fr"), ("français", "fr"), ("canadien", "fr-CA"), ("acadian", "fr-CA"),
    ("spanish", "es"), ("español", "es"), ("italian", "it"), ("italiano", "it"), ("portuguese", "pt"), ("portuges", "pt"),
    ("brazilian", "pt-BR"), ("brazil", "pt-BR"), ("catalan", "ca"), ("galician", "gl"), ("basque", "eu"),
    ("dutch", "nl"), ("danish", "da"), ("swedish", "sv"), ("norwegian", "nb"), ("norsk", "nb"), ("nynorsk", "nn"),
    ("icelandic", "is"), ("finnish", "fi"), ("estonian", "et"), ("latvian", "lv"), ("lithuanian", "lt"),
    ("polish", "pl"), ("czech", "cs"), ("slovak", "sk"), ("slovene", "sl"), ("slovenian", "sl"), ("croatian", "hr"),
    ("serbian", "sr"), ("bulgarian", "bg"), ("russian", "ru"), ("ukrainian", "uk"), ("belarusian", "be"),
    ("romanian", "ro"), ("hungarian", "hu"), ("magyar", "hu"), ("greek", "el"), ("latin", "la"), ("turkish", "tr"),
    ("hebrew", "he"), ("arabic", "ar"), ("persian", "fa"), ("farsi", "fa"), ("hindi", "hi"), ("thai", "th"),
    ("vietnamese", "vi"), ("indonesian", "id"), ("malay", "ms"), ("japanese", "ja"), ("chinese", "zh"), ("korean", "ko"),
    ("irish", "ga"), ("welsh", "cy"), ("afrikaans", "af"), ("esperanto", "eo"),
];

/// The tag of a language's name; a tag as it is.
pub(in crate::formats) fn language(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    // biblatex's `langenglish` is a key for the same word
    let bare = lower.strip_prefix("lang").unwrap_or(&lower);
    let known = LANGUAGES
        .iter()
        .find(|(known, _)| *known == lower || *known == bare);
    known.map_or_else(|| name.trim().to_owned(), |(_, tag)| (*tag).to_owned())
}
