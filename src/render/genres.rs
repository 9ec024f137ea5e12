//! What kind of work something is, and how far it has come, in the languages of the locales. Records say it in English,
//! as BibTeX's and biblatex's types do; CSL's locales have terms for little of it.

use super::locale::{Form, Locale};
use crate::formats::csl::{Item, Member};

/// The English words, each in the place that it has in the rows of [`LANGUAGES`].
const ENGLISH: [&str; 12] = [
    "PhD thesis",
    "Master’s thesis",
    "Bachelor’s thesis",
    "Diploma thesis",
    "Technical report",
    "Research report",
    "Computer software",
    "Patent",
    "U.S. Patent",
    "European Patent",
    "submitted",
    "in preparation",
];

/// The tag of a locale, or its beginning, and the words of its language.
#[rustfmt::skip]
const LANGUAGES: &[(&str, [&str; 12])] = &[
    ("bg", ["Дисертация", "Магистърска теза", "Бакалавърска теза", "Дипломна работа", "Технически доклад", "Научен доклад",
        "Компютърна програма", "Патент", "Патент на САЩ", "Европейски патент", "изпратено", "в подготовка"]),
    ("ca", ["Tesi doctoral", "Treball final de màster", "Treball final de grau", "Treball de diploma", "Informe tècnic",
        "Informe de recerca", "Programari", "Patent", "Patent estatunidenca", "Patent europea", "enviat", "en preparació"]),
    ("cs", ["Disertační práce", "Diplomová práce", "Bakalářská práce", "Diplomová práce", "Technická zpráva",
        "Výzkumná zpráva", "Počítačový program", "Patent", "Patent USA", "Evropský patent", "odesláno", "v přípravě"]),
    ("da", ["Ph.d.-afhandling", "Kandidatspeciale", "Bachelorprojekt", "Diplomopgave", "Teknisk rapport",
        "Forskningsrapport", "Software", "Patent", "Amerikansk patent", "Europæisk patent", "indsendt",
        "under udarbejdelse"]),
    ("de", ["Dissertation", "Masterarbeit", "Bachelorarbeit", "Diplomarbeit", "Technischer Bericht", "Forschungsbericht",
        "Software", "Patent", "US-Patent", "Europäisches Patent", "eingereicht", "in Vorbereitung"]),
    ("el", ["Διδακτορική διατριβή", "Μεταπτυχιακή διπλωματική εργασία", "Πτυχιακή εργασία", "Διπλωματική εργασία",
        "Τεχνική έκθεση", "Ερευνητική έκθεση", "Λογισμικό", "Δίπλωμα ευρεσιτεχνίας", "Δίπλωμα ευρεσιτεχνίας ΗΠΑ",
        "Ευρωπαϊκό δίπλωμα ευρεσιτεχνίας", "υποβλήθηκε", "υπό προετοιμασία"]),
    ("es", ["Tesis doctoral", "Tesis de maestría", "Tesis de licenciatura", "Tesis de diploma", "Informe técnico",
        "Informe de investigación", "Programa informático", "Patente", "Patente estadounidense", "Patente europea",
        "enviado", "en preparación"]),
    ("fi", ["Väitöskirja", "Pro gradu -tutkielma", "Kandidaatintutkielma", "Diplomityö", "Tekninen raportti",
        "Tutkimusraportti", "Ohjelmisto", "Patentti", "Yhdysvaltalainen patentti", "Eurooppalainen patentti",
        "lähetetty", "valmisteilla"]),
    ("fr", ["Thèse de doctorat", "Mémoire de master", "Mémoire de licence", "Mémoire de diplôme", "Rapport technique",
        "Rapport de recherche", "Logiciel", "Brevet", "Brevet américain", "Brevet européen", "soumis",
        "en préparation"]),
    ("hr", ["Doktorska disertacija", "Magistarski rad", "Završni rad", "Diplomski rad", "Tehničko izvješće",
        "Znanstveno izvješće", "Računalni program", "Patent", "Patent SAD-a", "Europski patent", "predano",
        "u pripremi"]),
    ("hu", ["Doktori disszertáció", "Mesterszakos szakdolgozat", "Szakdolgozat", "Diplomamunka", "Műszaki jelentés",
        "Kutatási jelentés", "Számítógépes program", "Szabadalom", "Amerikai szabadalom", "Európai szabadalom",
        "benyújtva", "előkészületben"]),
    ("it", ["Tesi di dottorato", "Tesi di laurea magistrale", "Tesi di laurea", "Tesi di diploma", "Rapporto tecnico",
        "Rapporto di ricerca", "Software", "Brevetto", "Brevetto statunitense", "Brevetto europeo", "inviato",
        "in preparazione"]),
    ("ja", ["博士論文", "修士論文", "卒業論文", "卒業論文", "技術報告書", "研究報告書", "コンピューターソフトウェア", "特許", "米国特許",
        "欧州特許", "投稿中", "準備中"]),
    ("ko", ["박사학위논문", "석사학위논문", "학사학위논문", "학위논문", "기술 보고서", "연구 보고서", "컴퓨터 소프트웨어", "특허",
        "미국 특허", "유럽 특허", "투고", "준비 중"]),
    ("nb", ["Doktoravhandling", "Masteroppgave", "Bacheloroppgave", "Diplomoppgave", "Teknisk rapport",
        "Forskningsrapport", "Programvare", "Patent", "Amerikansk patent", "Europeisk patent", "innsendt",
        "under arbeid"]),
    ("nl", ["Proefschrift", "Masterscriptie", "Bachelorscriptie", "Afstudeerscriptie", "Technisch rapport",
        "Onderzoeksrapport", "Computersoftware", "Octrooi", "Amerikaans octrooi", "Europees octrooi", "ingediend",
        "in voorbereiding"]),
    ("nn", ["Doktoravhandling", "Masteroppgåve", "Bacheloroppgåve", "Diplomoppgåve", "Teknisk rapport",
        "Forskingsrapport", "Programvare", "Patent", "Amerikansk patent", "Europeisk patent", "innsend",
        "under arbeid"]),
    ("pl", ["Rozprawa doktorska", "Praca magisterska", "Praca licencjacka", "Praca dyplomowa", "Raport techniczny",
        "Raport badawczy", "Oprogramowanie", "Patent", "Patent USA", "Patent europejski", "zgłoszone",
        "w przygotowaniu"]),
    ("pt-BR", ["Tese de doutorado", "Dissertação de mestrado", "Trabalho de conclusão de curso", "Trabalho de diploma",
        "Relatório técnico", "Relatório de pesquisa", "Software", "Patente", "Patente americana", "Patente europeia",
        "submetido", "em preparação"]),
    ("pt", ["Tese de doutoramento", "Dissertação de mestrado", "Trabalho de licenciatura", "Trabalho de diploma",
        "Relatório técnico", "Relatório de investigação", "Software", "Patente", "Patente americana",
        "Patente europeia", "submetido", "em preparação"]),
    ("ro", ["Teză de doctorat", "Lucrare de disertație", "Lucrare de licență", "Lucrare de diplomă", "Raport tehnic",
        "Raport de cercetare", "Software", "Brevet", "Brevet SUA", "Brevet european", "trimis", "în pregătire"]),
    ("ru", ["Диссертация", "Магистерская диссертация", "Бакалаврская работа", "Дипломная работа", "Технический отчёт",
        "Научный отчёт", "Компьютерная программа", "Патент", "Патент США", "Европейский патент", "представлено",
        "в подготовке"]),
    ("sk", ["Dizertačná práca", "Diplomová práca", "Bakalárska práca", "Diplomová práca", "Technická správa",
        "Výskumná správa", "Počítačový program", "Patent", "Patent USA", "Európsky patent", "odoslané", "v príprave"]),
    ("sl", ["Doktorska disertacija", "Magistrsko delo", "Diplomsko delo", "Diplomsko delo", "Tehnično poročilo",
        "Raziskovalno poročilo", "Računalniški program", "Patent", "Patent ZDA", "Evropski patent",
        "poslano v objavo", "v pripravi"]),
    ("sv", ["Doktorsavhandling", "Masteruppsats", "Kandidatuppsats", "Examensarbete", "Teknisk rapport",
        "Forskningsrapport", "Datorprogram", "Patent", "Amerikanskt patent", "Europeiskt patent", "inskickad",
        "under utarbetande"]),
    ("tr", ["Doktora tezi", "Yüksek lisans tezi", "Lisans tezi", "Diploma tezi", "Teknik rapor", "Araştırma raporu",
        "Bilgisayar yazılımı", "Patent", "ABD patenti", "Avrupa patenti", "gönderildi", "hazırlanıyor"]),
    ("uk", ["Дисертація", "Магістерська робота", "Бакалаврська робота", "Дипломна робота", "Технічний звіт",
        "Науковий звіт", "Комп’ютерна програма", "Патент", "Патент США", "Європейський патент", "подано",
        "у підготовці"]),
    ("zh-TW", ["博士論文", "碩士論文", "學士論文", "學位論文", "技術報告", "研究報告", "電腦軟體", "專利", "美國專利", "歐洲專利", "已投稿",
        "準備中"]),
    ("zh", ["博士论文", "硕士论文", "学士论文", "学位论文", "技术报告", "研究报告", "计算机软件", "专利", "美国专利", "欧洲专利", "已投稿",
        "准备中"]),
];

/// Puts `genre` and `status` of `item` into the language of `locale`, where they are known words.
pub(super) fn localize(item: &mut Item, locale: &Locale) {
    if locale.is_english() {
        return;
    }
    for (variable, member) in &mut item.members {
        if let Member::Text(text) = member
            && matches!(variable.as_str(), "genre" | "status")
            && let Some(own) = word(text, locale)
        {
            own.clone_into(text);
        }
    }
}

fn word<'l>(text: &str, locale: &'l Locale) -> Option<&'l str> {
    let text = text.replace('\'', "’");
    let term = match text.to_lowercase().as_str() {
        "in press" | "in print" => "in press",
        "forthcoming" | "to appear" | "to be published" => "forthcoming",
        _ => "",
    };
    if let Some(term) = locale.term(term, Form::Long, false) {
        return Some(term);
    }
    let place = ENGLISH
        .iter()
        .position(|known| known.eq_ignore_ascii_case(&text))?;
    let (_, words) = LANGUAGES
        .iter()
        .find(|(language, _)| locale.tag.starts_with(language))?;
    Some(words[place])
}

#[cfg(test)]
mod tests {
    use crate::model::{Contribution, Name, Publication, Role};
    use crate::render::{Markup, Renderer};

    #[test]
    fn a_thesis_is_called_so_in_the_language_of_the_page() {
        let name = Name {
            family: "Roe".into(),
            given: "Ann".into(),
            ..Name::default()
        };
        let thesis = Publication {
            key: "roe".into(),
            entry_type: "phdthesis".into(),
            title: Some("On wood".into()),
            publisher: Some("MIT".into()),
            date: Some("2001".into()),
            contributions: vec![Contribution {
                role: Role::Author,
                name: Some(name),
            }],
            fields: vec![("school".to_owned(), "MIT".to_owned())],
            ..Publication::default()
        };
        let in_language = |locale| {
            let renderer = Renderer::new("apa", Some(locale)).unwrap();
            renderer.bibliography(std::slice::from_ref(&thesis), Markup::Text)[0]
                .text
                .clone()
        };
        assert_eq!(
            in_language("en-GB"),
            "Roe, A. (2001). On wood [PhD thesis]. MIT."
        );
        assert_eq!(
            in_language("de-AT"),
            "Roe, A. (2001). On wood [Dissertation]. MIT."
        );
        assert_eq!(
            in_language("pt-BR"),
            "Roe, A. (2001). On wood [Tese de doutorado]. MIT."
        );
        assert_eq!(
            in_language("zh-TW"),
            "Roe, A. (2001). On wood [博士論文]. MIT."
        );
    }
}
