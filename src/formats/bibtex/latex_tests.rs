use super::to_unicode;
use std::borrow::Cow;

fn check(cases: &[(&str, &str)]) {
    for (tex, plain) in cases {
        assert_eq!(to_unicode(tex), *plain, "{tex}");
    }
}

#[test]
fn plain_text_is_borrowed() {
    for text in [
        "",
        "Plain text, 1999-2000.",
        "Gödel’s proof",
        "it's a \"quote\" (50% & more) #1 a/b",
        "what?!",
    ] {
        assert!(matches!(to_unicode(text), Cow::Borrowed(_)), "{text}");
    }
    for text in [
        " a", "a ", "a  b", "a\nb", "a\u{a0}b", "a--b", "a''", "e\u{301}",
    ] {
        assert!(matches!(to_unicode(text), Cow::Owned(_)), "{text}");
    }
}

#[test]
fn braces_come_in_pairs() {
    check(&[
        ("Te\\{v}zak-Gregl", "Tevzak-Gregl"),
        ("Horse \\{\\&} chariot", "Horse & chariot"),
        ("Marie-\\{}Eve", "Marie-Eve"),
        ("the \\{2}, \\{0,1\\}", "the 2, {0,1}"),
        ("a \\} b", "a b"),
    ]);
}

#[test]
fn space_quotes_and_dashes() {
    check(&[
        ("  a\n\t b~c\\ d\\,e\u{a0}f  ", "a b c d e f"),
        ("1--2 a---b c-d", "1–2 a—b c-d"),
        ("``a'' and `b' of Bob's", "“a” and ‘b’ of Bob's"),
        ("?`Qu\\'e? !`S\\'i!", "¿Qué? ¡Sí!"),
        ("\"`So\"' ,,so``", "„So“ „so“"),
        ("\"'so' it\" Smith,, J. ,,", "\"'so' it\" Smith,, J. ,,"),
        ("{A {B} C}", "A B C"),
        ("a\\\\[2pt]b\\newline c", "a b c"),
    ]);
}

#[test]
fn accents_in_every_shape() {
    check(&[
        (r#"\"u \"{u} {\"u} {\"{u}} \" u"#, "ü ü ü ü ü"),
        (r"\'\i \'{\i} {\'\i} \'{i} \`\i{} \^\j", "íí í í ì ĵ"),
        (
            r"\v c \c{c} \H{o} \k{a} \r a \d{s} \b{d} \u g \.z \=a",
            "č ç ő ą å ṣ ḏ ğ ż ā",
        ),
        (r#"\'{\"u} \d{\^e} \'{\^e}"#, "ǘ ệ ế"),
        (r"\t{oo} \t oo", "o\u{361}o o\u{361}o"),
        (r"Gel\'fand", "Gelf\u{301}and"),
        (r#"\~{} \^{} \"{} {\"} \'1 \'"#, "~ ^ \" '1"),
        (
            r"Montr{\'}eal P{\'{}\i}ska /\~{ }a ICPP\'86 http\://a",
            "Montréal Píska /~a ICPP'86 http://a",
        ),
        (r"\v{S}koda Erd{\H o}s \c Stefan", "Škoda Erdős Ştefan"),
        (r#"{\accent"7F u} \accent19 e {\accent 23a}"#, "ü é å"),
        (r"\'é \'я \´a {\¨e}", "é\u{301} я\u{301} á ë"),
        (r"\'{Emile} \^{\ae}", "Émile æ\u{302}"),
    ]);
}

#[test]
fn letters_and_symbols() {
    check(&[
        (r"Stra\ss e Stra{\ss}e Stra\ss{}e", "Straße Straße Straße"),
        (
            r"{\O}sterg{\aa}rd \AA rhus \L\'od\'z \oe uvre \ae{}on",
            "Østergård Århus Łódź œuvre æon",
        ),
        (r"\i \j \dh \th \ng \P \S", "ıȷðþŋ¶§"),
        (
            r"\copyright{} \pounds5 a\dots\ b\textendash c \texteuro",
            "© £5 a… b–c €",
        ),
        (
            r"5\textdegree C \guillemotleft x\guillemotright \textregistered",
            "5°C «x»®",
        ),
        (r"\% \& \_ \# \$ \{ \} \textbackslash", r"% & _ # $ { } \"),
        (
            r"\LaTeX{} and \TeX\ and {\BibTeX} \LaTeXe \LaTeX is",
            "LaTeX and TeX and BibTeX LaTeX2ε LaTeX is",
        ),
        (r"\o{}re \l{}a", "øre ła"),
        (
            r"a\char`\~b\char126c\char'176d\char`_e\symbol{95}",
            "a~b~c~d_e_",
        ),
    ]);
}

#[test]
fn formatting_leaves_the_text() {
    check(&[
        (
            r"\emph{x} {\em y} {\it z\/} \textsc{Abc} \mbox{d}",
            "x y z Abc d",
        ),
        (
            r"11\textsuperscript{th} H\textsubscript{2}O m\textsuperscript{2}",
            "11ᵗʰ H₂O m²",
        ),
        (
            r#"\uppercase{straße} \MakeUppercase{a\"o} \lowercase{ABC}"#,
            "STRASSE AÖ abc",
        ),
        (
            r"\url{http://a.org/b_c} \href{http://x}{the page} \texorpdfstring{$\alpha$}{alpha}",
            "http://a.org/b_c the page alpha",
        ),
        (
            r"\protect\noopsort{1973a}{K}nuth {\noopsort{b}}a",
            "Knuth a",
        ),
        (
            r"\hskip.16667em plus 1pt minus .5pt x Win\-dows",
            "x Windows",
        ),
        (
            r"\switchargs{a}{b} \VAN{Waerden}{Van der}{van der} Waerden",
            "ba Van der Waerden",
        ),
        (r"\foo{bar} \foo bar \foo{} \foo", "bar foo bar foo foo"),
        (
            r"\textcolor{red}{x}\color{blue}y \foreignlanguage{german}{z}",
            "xy z",
        ),
        (
            r"\verb|a_b| \enquote{q} \citein[p.~5]{key}",
            "a_b “q” [p. 5]key",
        ),
        (r"\apj\ \aap, \two{a}{b} \two{{a}{b}}", "ApJ A&A, a b ab"),
        (
            r"A\hspace{1em}B \htmladdnormallink{a}{http://b} c\linebreak[1]d Zi\polhk{e}tak",
            "A B a c d Ziętak",
        ),
        (r"\begin{itemize}\item a\item b\end{itemize}", "a b"),
    ]);
}

#[test]
fn formulas() {
    check(&[
        (
            r"$\sqrt[3]{x}$ $\sqrt[n]{x}$ the $\langle a \rangle$ or $\lfloor x \rfloor$",
            "∛x ⁿ√x the ⟨a⟩ or ⌊x⌋",
        ),
        (r"5$^{\prime\prime}$ of $e^{x^2}$", "5″ of e^(x²)"),
        (
            r"$x_1^2$ and $a_{ij}$ $10^{-3}$ $2^{\aleph}$",
            "x₁² and aᵢⱼ 10⁻³ 2ℵ",
        ),
        (
            r"$O(n \log n)$ $O(n\log n)$ \(\alpha\) $$x\leq y$$",
            "O(n log n) O(n log n) α x≤y",
        ),
        (
            r"$n \to \infty$ $x\in\mathbb{R}^n$ $\mathcal{L}$ ${\cal NP}$",
            "n → ∞ x∈ℝⁿ L NP",
        ),
        (
            r"$\sqrt{x}$ $\sqrt{a+b}$ $\frac{a}{b}$ $\frac{1}{n+1}$ $\frac12$",
            "√x √(a+b) a/b 1/(n+1) 1/2",
        ),
        (
            r"$90^\circ$ $f'$ $\hat{x}$ $\not=$ $\not\in$ $\mathrm{H_2O}$",
            "90° f′ x̂ ≠ ∉ H₂O",
        ),
        (
            r"\ensuremath{\beta}-lactam $\mu$m $\alpha $-helix",
            "β-lactam μm α-helix",
        ),
        (r"costs $5 a_b", "costs 5 a_b"),
        (
            r"$10^{10^6}$ $O(\log\sp 2n)$ $\overline{X}\bar{AB}$ http://a/$\sim$b",
            "10^(10⁶) O(log²n) X̄AB http://a/~b",
        ),
        (r"US\$5 and \$6", "US$5 and $6"),
        (
            r"$\left(\frac{a}{b}\right)$ ${\bf x}$ $p \times q$",
            "(a/b) x p × q",
        ),
    ]);
}

#[test]
fn broken_input_is_survived() {
    check(&[
        ("a}b{c", "abc"),
        (r"a \'\)", "a"),
        ("\\", ""),
        ("a\\'", "a"),
        (r"\emph{a", "a"),
        (r"\frac{a", "a/"),
        (r"\href{a", ""),
        (r"$", ""),
        (r"\é \1", "é 1"),
        (r"\verb", ""),
        (r"\char", ""),
        (r#"\char"110000 \char92 x"#, "x"),
        (r"\hskip", ""),
        (r"x^", "x^"),
        (r"$x^$ $x_{}$", "x x"),
    ]);
}

/// Everything that once cost other readers their stack or their afternoon.
#[test]
fn hostile_input_comes_to_an_end() {
    let n = 100_000;
    for unit in [
        "{",
        "}",
        "$",
        "\\'{",
        "\\'",
        "\\emph{",
        "\\uppercase{",
        "\\frac{",
        "\\sqrt{",
        "$^{",
        "$_",
        "\\href{",
        "\\switchargs{a}{",
        "\\textsuperscript{",
        "\\mathbb{",
        "``",
        "\\not",
        "\\url{",
        "\\verb|",
        "\\hskip1pt plus",
        "\\[",
        "\\'\\i",
        "\\foo ",
        "\\foo{",
        "\\VAN{",
        "\\binom{",
        "\\char",
        "\\\\[",
        "?`",
        "- ",
        "\\d{\\'",
    ] {
        let tex = unit.repeat(n);
        let out = to_unicode(&tex);
        assert!(out.len() <= 4 * tex.len(), "{unit}");
        assert!(!out.contains(['\\', '{', '}', '$']), "{unit}");
    }
}

proptest::proptest! {
    /// Whatever people write: no panic, no TeX left, bounded size, and nothing more to do the second time round.
    #[test]
    fn any_text_becomes_plain(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "\\", "{", "}", "$", "^", "_", "'", "`", "-", "~", " ", "\n", "a", "Ü", "\u{a0}", "\u{301}", "1", "\"",
                "\\'", "\\\"", "\\v ", "\\c", "\\t", "\\i", "\\o", "\\LaTeX", "\\emph", "\\foo", "\\url{", "\\verb|",
                "\\frac", "\\sqrt[3]", "\\char", "\\accent19 ", "\\hskip1pt plus ", "\\uppercase{", "\\switchargs",
                "\\mathbb ", "\\(", "\\)", "\\not", "\\string", "\\VAN", "\\hspace{", "\\noopsort{", "\\textsuperscript{",
                "\\left.", "\\log", "\\\\[", "]", "|", "\\binom", "\\hat", "世", "😀",
            ]),
            0..40,
        )
    ) {
        let tex = words.concat();
        let out = to_unicode(&tex).into_owned();
        // `\{`, `\}` and `\$` print what is TeX's
        let printed = ["\\{", "\\}", "\\$"].iter().any(|sign| tex.contains(sign));
        proptest::prop_assert!(printed || !out.contains(['\\', '{', '}', '$']), "{tex:?} -> {out:?}");
        proptest::prop_assert!(out.len() <= 4 * tex.len() + 4);
        proptest::prop_assert!(!out.contains("  ") && !out.starts_with(' ') && !out.ends_with(' '), "{tex:?} -> {out:?}");
        super::verbatim(&tex);
    }
}
