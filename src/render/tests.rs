use super::*;

#[test]
fn every_bundled_style_and_locale_is_read() {
    for style in STYLES {
        let renderer = Renderer::new(style.name, None).unwrap();
        assert_eq!(renderer.title(), style.title, "{}", style.name);
        assert_eq!(renderer.cites_in_notes(), style.kind == StyleKind::Note);
    }
    for tag in locales() {
        Renderer::new("apa", Some(tag)).unwrap();
    }
}
