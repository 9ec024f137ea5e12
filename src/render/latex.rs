//! Text for LaTeX that compiles without packages: what is no letter of TeX's own fonts has a command of the kernel, or
//! the nearest thing to it that can be put together. Letters such as `ą` and marks such as `„` stay, for which TeX wants
//! the encoding T1; so do other scripts, which need a font that has them.

use unicode_normalization::char::decompose_compatible;

use crate::formats::bibtex::letters;

/// Signs whose usual commands are in packages, and what the kernel has for them.
#[rustfmt::skip]
const SIGNS: &[(char, &str)] = &[
    ('\u{a0}', "~"),
    // a hyphen at which no line ends
    ('\u{2011}', "\\mbox{-}"),
    // what transliterates a soft and a hard sign, hamza and ayin, of which only some packages know
    ('ʹ', "'"), ('ʼ', "'"), ('ʺ', "''"), ('ʾ', "'"), ('ˈ', "'"), ('ʿ', "`"), ('ʻ', "`"), ('ʽ', "`"),
    // Greek letters that are Latin ones to TeX
    ('Α', "A"), ('Β', "B"), ('Ε', "E"), ('Ζ', "Z"), ('Η', "H"), ('Ι', "I"), ('Κ', "K"), ('Μ', "M"), ('Ν', "N"),
    ('Ο', "O"), ('Ρ', "P"), ('Τ', "T"), ('Χ', "X"), ('ο', "o"), ('Ϝ', "F"),
    ('ϰ', "\\ensuremath{\\kappa}"), ('ϝ', "\\ensuremath{F}"),
    ('Ħ', "{\\ooalign{H\\cr\\hidewidth\\raise.6ex\\hbox{-}\\hidewidth}}"), ('ħ', "\\ensuremath{\\hbar}"),
    ('Ŧ', "{\\ooalign{T\\cr\\hidewidth-\\hidewidth}}"), ('ŧ', "{\\ooalign{t\\cr\\hidewidth-\\hidewidth}}"),
    ('ĸ', "\\textsc{k}"), ('ŉ', "'n"), ('Ŀ', "L\\textperiodcentered{}"), ('ŀ', "l\\textperiodcentered{}"),
    ('ƒ', "{\\textflorin}"),
    ('℧', "mho"),
    ('′', "\\ensuremath{'}"), ('″', "\\ensuremath{''}"), ('‴', "\\ensuremath{'''}"), ('‵', "`"),
    ('⁄', "/"), ('∕', "/"), ('∖', "\\ensuremath{\\setminus}"), ('∗', "*"), ('∶', ":"), ('∣', "\\ensuremath{\\mid}"),
    ('⋅', "\\ensuremath{\\cdot}"), ('∙', "\\ensuremath{\\cdot}"), ('‐', "-"), ('‒', "–"), ('―', "—"),
    ('∁', "\\ensuremath{\\mathrm{C}}"), ('∄', "\\ensuremath{\\not\\exists}"), ('∤', "\\ensuremath{\\not\\mid}"),
    ('∌', "\\ensuremath{\\not\\ni}"), ('∬', "\\ensuremath{\\int\\!\\!\\int}"),
    ('∭', "\\ensuremath{\\int\\!\\!\\int\\!\\!\\int}"),
    ('∴', "\\ensuremath{.\\!\\cdot\\!.}"), ('∵', "\\ensuremath{\\cdot\\!.\\!\\cdot}"),
    ('≔', "\\ensuremath{:=}"), ('≜', "\\ensuremath{\\stackrel{\\triangle}{=}}"),
    ('⩽', "\\ensuremath{\\le}"), ('⩾', "\\ensuremath{\\ge}"), ('≦', "\\ensuremath{\\le}"), ('≧', "\\ensuremath{\\ge}"),
    ('≲', "\\ensuremath{\\stackrel{<}{\\sim}}"), ('≳', "\\ensuremath{\\stackrel{>}{\\sim}}"),
    ('≶', "\\ensuremath{\\stackrel{<}{>}}"),
    ('⊊', "\\ensuremath{\\stackrel{\\subset}{\\ne}}"), ('⊋', "\\ensuremath{\\stackrel{\\supset}{\\ne}}"),
    ('⊩', "\\ensuremath{|\\!\\vdash}"), ('⊨', "\\ensuremath{\\models}"), ('↾', "\\ensuremath{|}"),
    ('⇝', "\\ensuremath{\\sim\\!>}"), ('⊸', "\\ensuremath{-\\!\\!\\circ}"), ('↣', "\\ensuremath{>\\!\\!\\to}"),
    ('↠', "\\ensuremath{\\to\\!\\!\\!\\!\\!\\to}"), ('⇋', "\\ensuremath{\\rightleftharpoons}"),
    ('⋉', "\\ensuremath{|\\mkern-6mu\\times}"), ('⋊', "\\ensuremath{\\times\\mkern-6mu|}"),
    ('⊠', "{\\fboxsep0pt\\fbox{\\ensuremath{\\times}}}"), ('⊞', "{\\fboxsep0pt\\fbox{\\ensuremath{+}}}"),
    ('□', "{\\fboxsep.5ex\\fbox{}}"), ('■', "\\rule{1ex}{1ex}"),
    ('◇', "\\ensuremath{\\diamond}"), ('◊', "\\ensuremath{\\diamond}"), ('○', "\\ensuremath{\\bigcirc}"),
    ('★', "\\ensuremath{\\star}"), ('☆', "\\ensuremath{\\star}"), ('✓', "\\ensuremath{\\surd}"),
    ('⊲', "\\ensuremath{\\triangleleft}"), ('⊳', "\\ensuremath{\\triangleright}"),
    ('⊴', "\\ensuremath{\\underline{\\triangleleft}}"), ('⊵', "\\ensuremath{\\underline{\\triangleright}}"),
    ('∆', "\\ensuremath{\\Delta}"), ('∽', "\\ensuremath{\\sim}"), ('℉', "°F"), ('‛', "`"), ('‟', "``"),
    ('⇄', "\\ensuremath{\\rightleftharpoons}"),
    ('∊', "\\ensuremath{\\in}"), ('∍', "\\ensuremath{\\ni}"), ('⋏', "\\ensuremath{\\wedge}"),
    ('⋎', "\\ensuremath{\\vee}"), ('⊦', "\\ensuremath{\\vdash}"), ('⊧', "\\ensuremath{\\models}"),
    ('≼', "\\ensuremath{\\preceq}"), ('≽', "\\ensuremath{\\succeq}"), ('≟', "\\ensuremath{\\stackrel{?}{=}}"),
    ('≝', "\\ensuremath{\\stackrel{\\mathrm{def}}{=}}"), ('≕', "\\ensuremath{=:}"), ('∡', "\\ensuremath{\\angle}"),
    ('⇕', "\\ensuremath{\\Updownarrow}"), ('↽', "\\ensuremath{\\leftharpoondown}"),
    ('⇁', "\\ensuremath{\\rightharpoondown}"), ('‧', "\\ensuremath{\\cdot}"),
    // which only fonts have
    ('ℶ', "ℶ"), ('ℷ', "ℷ"), ('⊏', "⊏"),
    ('☉', "\\ensuremath{\\odot}"), ('♁', "\\ensuremath{\\oplus}"),
    ('♀', "{\\ooalign{\\hidewidth\\raise.7ex\\hbox{\\ensuremath{\\circ}}\\hidewidth\\cr\\lower.5ex\\hbox{+}}}"),
    ('♂', "\\ensuremath{\\circ\\mkern-5mu\\raise.7ex\\hbox{\\ensuremath{\\scriptstyle\\nearrow}}}"),
];

/// An ASCII character behind another.
pub(super) fn ascii(c: char, before: char, out: &mut String) {
    match c {
        '\\' => out.push_str("\\textbackslash{}"),
        '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
            out.push('\\');
            out.push(c);
        }
        '^' => out.push_str("\\textasciicircum{}"),
        '~' => out.push_str("\\textasciitilde{}"),
        '<' => out.push_str("\\textless{}"),
        '>' => out.push_str("\\textgreater{}"),
        '|' => out.push_str("\\textbar{}"),
        '`' => out.push_str("\\textasciigrave{}"),
        '"' => out.push_str("\\char34{}"),
        // no ligatures of what is written apart
        '-' | '\'' if before == c => {
            out.push_str("{}");
            out.push(c);
        }
        '[' => out.push_str("{[}"),
        ']' => out.push_str("{]}"),
        c => out.push(c),
    }
}

pub(super) fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

/// An accent that follows its letter because there is no letter with it.
pub(super) fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// A letter and the accents that follow it; those that TeX has no command for vanish.
pub(super) fn accented<'c>(c: char, marks: impl Iterator<Item = &'c char>, out: &mut String) {
    let marks: Vec<char> = marks.copied().collect();
    if marks == ['\u{20d7}'] && c.is_ascii_alphabetic() {
        out.push_str("\\ensuremath{\\vec{");
        out.push(c);
        out.push_str("}}");
        return;
    }
    let names = marks.iter().filter_map(|mark| letters::accent(*mark));
    let names: Vec<&str> = names.collect();
    for name in names.iter().rev() {
        out.push('\\');
        out.push_str(name);
        out.push('{');
    }
    match c {
        'i' | 'j' if !names.is_empty() => {
            out.push('\\');
            out.push(c);
        }
        c if c.is_ascii() => ascii(c, '\0', out),
        c => letter(c, out),
    }
    out.extend(names.iter().map(|_| '}'));
}

/// A character outside ASCII.
pub(super) fn letter(c: char, out: &mut String) {
    if let Some((_, sign)) = SIGNS.iter().find(|(known, _)| *known == c) {
        out.push_str(sign);
    } else if is_read(c) {
        out.push(c);
    } else if let Some(letter) = of_an_alphabet(c) {
        out.push_str(&letter);
    } else if let Some(command) = letters::command(c) {
        out.push_str(&command);
    } else {
        parts(c, out);
    }
}

/// What LaTeX reads in UTF-8 by itself.
fn is_read(c: char) -> bool {
    matches!(
        c,
        '¡'..='\u{17e}'
            | '–'
            | '—'
            | '‘'..='‚'
            | '“'..='„'
            | '†'
            | '‡'
            | '•'
            | '…'
            | '‹'
            | '›'
            | '€'
            | '™'
    )
}

/// A letter of one of the alphabets of mathematics: `ℝ`, `𝒪`, `𝛼`. The kernel has bold and script letters, no
/// double-struck ones.
fn of_an_alphabet(c: char) -> Option<String> {
    let plain = compatible(c);
    let [plain] = plain[..] else { return None };
    let style = match c {
        'ℂ' | 'ℍ' | 'ℕ' | 'ℙ' | 'ℚ' | 'ℝ' | 'ℤ' | '𝐀'..='𝐳' | '𝔸'..='𝕫' | '𝟎'..='𝟡' => {
            "\\mathbf"
        }
        'ℬ' | 'ℰ' | 'ℱ' | 'ℋ' | 'ℐ' | 'ℒ' | 'ℳ' | 'ℛ' => "\\mathcal",
        '𝒜'..='𝖅' if plain.is_ascii_uppercase() => "\\mathcal",
        '\u{1d400}'..='\u{1d7ff}' => "",
        _ => return None,
    };
    if is_greek(plain) {
        let mut out = String::new();
        letter(plain, &mut out);
        return Some(out);
    }
    let is_known = plain.is_ascii_alphanumeric();
    is_known.then(|| format!("\\ensuremath{{{style}{{{plain}}}}}"))
}

/// A character as the letters that it is made of (`⅓`, `Ⅳ`), if these are Latin ones; else as it is.
fn parts(c: char, out: &mut String) {
    let parts = compatible(c);
    if let [relation, '\u{338}'] = parts[..] {
        return denied(relation, c, out);
    }
    let is_wide = matches!(c, '\u{3000}'..='\u{33ff}' | '\u{ff00}'..='\u{ffef}');
    let known = |c: &char| c.is_ascii() || *c == '⁄' || is_read(*c) || is_combining(*c);
    if is_wide || parts == [c] || !parts.iter().all(known) {
        out.push(c);
        return;
    }
    let mut rest = &parts[..];
    while let [first, behind @ ..] = rest {
        let marks = behind.iter().take_while(|c| is_combining(**c)).count();
        accented(*first, behind[..marks].iter(), out);
        rest = &behind[marks..];
    }
}

/// A relation with a stroke: `⊄`.
fn denied(relation: char, c: char, out: &mut String) {
    let mut written = String::new();
    match relation {
        '=' | '<' | '>' => written.push(relation),
        relation => letter(relation, &mut written),
    }
    let inner = written.strip_prefix("\\ensuremath{");
    let inner = inner.and_then(|inner| inner.strip_suffix('}'));
    match inner.unwrap_or(&written) {
        inner if inner.is_ascii() => out.push_str(&format!("\\ensuremath{{\\not{inner}}}")),
        _ => out.push(c),
    }
}

/// What Unicode takes a character for in all but its look.
fn compatible(c: char) -> Vec<char> {
    let mut parts = Vec::new();
    decompose_compatible(c, |part| parts.push(part));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        text.chars().for_each(|c| letter(c, &mut out));
        out
    }

    #[test]
    fn signs_need_no_packages() {
        for (text, expected) in [
            ("ΚΑΒΕ", "KABE"),
            ("5℃ 3‰", "5{\\textcelsius} 3{\\textperthousand}"),
            ("ħℏ", "\\ensuremath{\\hbar}\\ensuremath{\\hbar}"),
            ("′″", "\\ensuremath{'}\\ensuremath{''}"),
            (
                "ℝ𝕊𝕜𝒪𝑥",
                "\\ensuremath{\\mathbf{R}}\\ensuremath{\\mathbf{S}}\\ensuremath{\\mathbf{k}}\\ensuremath{\\mathcal{O}}\\ensuremath{{x}}",
            ),
            ("⅓Ⅳ", "1/3IV"),
            ("ʿAlī", "`Alī"),
            ("⇋", "\\ensuremath{\\rightleftharpoons}"),
            ("Ảảư", "Aau"),
            (
                "𝛼υ↕",
                "\\ensuremath{\\alpha}\\ensuremath{\\upsilon}\\ensuremath{\\updownarrow}",
            ),
            (
                "⊄≄≯",
                "\\ensuremath{\\not\\subset}\\ensuremath{\\not\\simeq}\\ensuremath{\\not>}",
            ),
            ("ǽ", "\\'{æ}"),
            ("ấ", "{\\'{\\^a}}"),
            ("ąęđ„“", "ąęđ„“"),
            ("ﬁДבא日Ａ", "fiДבא日Ａ"),
        ] {
            assert_eq!(written(text), expected, "{text}");
        }
    }

    #[test]
    fn no_sign_has_a_row_for_nothing() {
        for (index, (sign, written)) in SIGNS.iter().enumerate() {
            assert!(!sign.is_ascii() && !written.is_empty(), "{sign}");
            assert!(
                SIGNS[..index].iter().all(|(known, _)| known != sign),
                "{sign}"
            );
        }
    }
}
