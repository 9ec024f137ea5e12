//! BibTeX and biblatex: the only place that interprets TeX.
