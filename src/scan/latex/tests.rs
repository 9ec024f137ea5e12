//! Citations in LaTeX.

use super::*;
use crate::scan::tests::keys;

fn cited(text: &str) -> Vec<String> {
    let scan = scan(text, &mut Known::default());
    for cited in &scan.cited {
        assert!(text[cited.at..].starts_with(&cited.key[..1]), "{cited:?}");
    }
    keys(&scan).into_iter().map(str::to_owned).collect()
}

#[test]
fn finds_citations_with_all_their_arguments() {
    assert_eq!(
        cited(r"\cite{a}\citep[see][p.~3]{b, c}\Citet*{d}"),
        ["a", "b", "c", "d"]
    );
    assert_eq!(
        cited(r"\autocite[{[x]}][\emph{a]}]{k}\cite[[b]]{l}"),
        ["k", "l"]
    );
    assert_eq!(cited("\\parencite\n  [3]%\n  {k}"), ["k"]);
    assert_eq!(
        cited(r"\cites(pre)(post)[a]{k}[b][c]{l,m}{n} {o}"),
        ["k", "l", "m", "n", "o"]
    );
    assert_eq!(
        cited(r"\volcite[pre]{2}[5]{k}\pvolcites{1}{a}{2}[9]{b}"),
        ["k", "a", "b"]
    );
    assert_eq!(cited(r"\footcite[see \textcite{b}, 3]{a}"), ["b", "a"]);
    assert_eq!(
        cited(r"\textcquote[12]{k}{text}\begin{displaycquote}[3]{l}x\end{displaycquote}"),
        ["k", "l"]
    );
    assert_eq!(
        cited(r"\foreigntextcquote{german}[12]{k}{text}\citefield{m}{title}"),
        ["k", "m"]
    );
    assert_eq!(cited("\\cite{a,%x,y\n b,\n\tc% z\n}"), ["a", "b", "c"]);
    assert_eq!(cited(r"\cite<e.g.>[5]{k}\cite{}\cite{ , }\cite"), ["k"]);
    assert_eq!(
        cited(r"\citation{no}\mycite{no}\citereset\ref{no}\bibitem{no}"),
        Vec::<String>::new()
    );
}

#[test]
fn everything_is_asked_for_by_nocite_only() {
    assert_eq!(
        scan(r"x\nocite{*}", &mut Known::default()).everything,
        Some(9)
    );
    let scan = scan(r"\nocite{a,b}\nocite{c}% \nocite{*}", &mut Known::default());
    assert_eq!(keys(&scan), ["a", "b", "c"]);
    assert_eq!(scan.everything, None);
}

#[test]
fn skips_what_tex_does_not_read() {
    assert_eq!(
        cited("\\cite{a}% \\cite{no}\n5\\% \\cite{b} \\\\% \\cite{no}\n\\cite{c}"),
        ["a", "b", "c"]
    );
    assert_eq!(
        cited(
            "\\begin{verbatim}\n\\cite{no}\\end{verbatim*}\n\\end{verbatim}\\cite{a}\\begin{comment}\\cite{no}\\end{comment}"
        ),
        ["a"]
    );
    assert_eq!(
        cited("\\begin{lstlisting}[x]\n%\\cite{no}\n\\end{lstlisting} \\cite{a}"),
        ["a"]
    );
    assert_eq!(
        cited("\\begin{minted}{tex}\n\\cite{no}\n\\end{minted} \\cite{a}"),
        ["a"]
    );
    assert_eq!(
        cited(
            r"\verb|\cite{no}|\verb*+\cite{no}+\cite{a}\lstinline[x]!\cite{no}!\mintinline{tex}{\cite{no}}"
        ),
        ["a"]
    );
    assert_eq!(
        cited("\\url{http://x.y/%20z}\\cite{a}\\href{http://x/%7E}{\\cite{b}}"),
        ["a", "b"]
    );
    assert_eq!(
        cited(
            r"\iffalse \cite{no}\ifx\a\b\else\fi \cite{no}\fi\cite{a}\iffalse\cite{no}\else\cite{b}\fi"
        ),
        ["a", "b"]
    );
    assert_eq!(cited(r"\cite{a}\end{document}\cite{no}"), ["a"]);
    assert_eq!(
        cited(r"\lstnewenvironment{tex}{}{}\begin{tex}\cite{no}\end{tex}\cite{a}"),
        ["a"]
    );
}

#[test]
fn learns_the_authors_own_commands() {
    assert_eq!(
        cited(r"\newcommand{\mycite}[2][]{see \citep[#1]{#2}}\mycite[3]{a,b}\mycite{c}"),
        ["a", "b", "c"]
    );
    assert_eq!(
        cited(r"\newcommand*\two[3]{\cite{#1} #2 \cite{#3}}\two{a}{no}{b}"),
        ["a", "b"]
    );
    assert_eq!(
        cited(r"\NewDocumentCommand{\x}{s O{} d() m +m}{\cite[#2]{#5}}\x{no}{a}"),
        ["a"]
    );
    assert_eq!(
        cited(r"\def\x#1{\cite{#1}}\let\y=\x\y{a}\newcommand\z{\citet}\z[3]{b}"),
        ["a", "b"]
    );
    assert_eq!(
        cited(r"\newcommand{\knuth}{\cite{knuth84}}\newcommand{\citeme}[1]{#1}\citeme{no}"),
        ["knuth84"]
    );
    assert_eq!(
        cited(r"\DeclareCiteCommand{\own}{}{}{}{}\own[3]{a}\newcites{app}{Appendix}\citeapp{b}"),
        ["a", "b"]
    );
    assert_eq!(cited(r"\renewcommand{\cite}[1]{x}\cite{a}"), ["a"]);
}

#[test]
fn names_files() {
    let text = "\\documentclass{own}\\usepackage[x]{a,b}\\input{ch/one}\\input two.tex\n\\include{three}\\subfile{four}\
                \\import{dir}{five}\\subimport{d/}{six}\\input{\\x/no}\\bibliography{r,s}\\addbibresource[label=x]{t.bib}";
    let scan = scan(text, &mut Known::default());
    let paths: Vec<_> = scan
        .includes
        .iter()
        .filter(|include| include.wants == Wants::Citations)
        .map(|include| include.path.as_str())
        .collect();
    assert_eq!(
        paths,
        ["ch/one", "two.tex", "three", "four", "dir/five", "d/six"]
    );
    assert_eq!(&text[scan.includes[3].at..][..6], "ch/one");
    assert_eq!(scan.includes.len() - paths.len(), 3);
    assert_eq!(scan.bibliographies, ["r", "s", "t.bib"]);
}
