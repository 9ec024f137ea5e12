//! The names of LaTeX commands and what they print, as lists of words: data for `latex_symbols`.

/// Symbols the `biblatex` crate knows, without argument.
pub(super) const ASKED: &str = "textendash textemdash textquotesingle textquotedblleft textquotedblright textquoteleft \
    textquoteright textquotestraightdblbase quotedblbase textquotestraightbase quotesinglbase textquotedbl \
    textasciicircum textasciigrave textasciitilde textasteriskcentered textbackslash textbar textbraceleft \
    textbraceright textbullet textdagger textdaggerdbl textdollar textless textgreater textexclamdown \
    textquestiondown textordfeminine textordmasculine textperiodcentered textregistered texttrademark textsection \
    textunderscore textvisiblespace guillemotleft guillemotright guilsinglleft guilsinglright aa AA ae AE dh DH dj \
    DJ ng NG l L i oe OE o O ss SS th TH P textparagraph S copyright ddag dots textellipsis pounds";

/// Symbols it does not know: pairs of command and text.
pub(super) const TEXT: &str = "j ȷ textcopyright © textdegree ° degree ° celsius ℃ texteuro € euro € EUR € textsterling £ \
    textyen ¥ textcent ¢ textmu µ textpm ± texttimes × textdiv ÷ textonehalf ½ textonequarter ¼ textthreequarters ¾ \
    textonesuperior ¹ texttwosuperior ² textthreesuperior ³ textsurd √ textohm Ω textnumero № textpertenthousand ‱ \
    textperthousand ‰ permil ‰ textleftarrow ← textrightarrow → textuparrow ↑ textdownarrow ↓ textlnot ¬ \
    textbrokenbar ¦ textcurrency ¤ textdblhyphen ⸗ textfractionsolidus ⁄ textmacron ¯ textasciimacron ¯ \
    textasciidieresis ¨ textasciiacute ´ textasciibreve ˘ textasciicaron ˇ textmarried ⚭ textdied † textborn ★ \
    textopenbullet ◦ textbigcircle ◯ textestimated ℮ textreferencemark ※ textlangle ⟨ textrangle ⟩ \
    dag † ldots … textdots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ dotsi ⋯ dotso … mathellipsis … \
    flqq « frqq » flq ‹ frq › glqq „ grqq “ glq ‚ grq ‘ lq ‘ rq ’ guillemetleft « guillemetright » og « fg » \
    lbrack [ rbrack ] lbrace { rbrace } lbracket [ rbracket ] lparen ( rparen ) colon : slash / textslash / \
    cprime ʹ cdprime ʺ Cprime ʹ mathdollar $ mathparagraph ¶ mathsection § mathunderscore _ mathsterling £ \
    textquotestraight ' textasteriskcentred * IJ Ĳ ij ĳ textschwa ə textturna ɐ textesh ʃ textglotstop ʔ \
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ \
    lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ \
    chi χ psi ψ omega ω Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ \
    Nu Ν Xi Ξ Omicron Ο Pi Π Rho Ρ Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω varGamma Γ varDelta Δ \
    varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varPhi Φ varPsi Ψ varOmega Ω digamma ϝ \
    textalpha α textbeta β textgamma γ textdelta δ textepsilon ε textlambda λ textpi π textsigma σ textomega ω \
    upalpha α upbeta β upgamma γ updelta δ uplambda λ upmu μ micro µ \
    ell ℓ hbar ℏ hslash ℏ imath ı jmath ȷ aleph ℵ beth ℶ gimel ℷ wp ℘ Re ℜ Im ℑ partial ∂ nabla ∇ infty ∞ \
    emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠ triangle △ Box □ square □ \
    Diamond ◇ diamond ⋄ diamondsuit ♢ heartsuit ♡ spadesuit ♠ clubsuit ♣ flat ♭ natural ♮ sharp ♯ checkmark ✓ \
    times × div ÷ pm ± mp ∓ cdot · cdotp · centerdot · bullet • circ ∘ ast * star ⋆ bigstar ★ oplus ⊕ ominus ⊖ otimes ⊗ \
    oslash ⊘ odot ⊙ cap ∩ cup ∪ setminus ∖ smallsetminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ uplus ⊎ sqcap ⊓ sqcup ⊔ wr ≀ \
    amalg ⨿ ltimes ⋉ rtimes ⋊ boxtimes ⊠ boxplus ⊞ dagger † ddagger ‡ lhd ⊲ rhd ⊳ bigcirc ◯ \
    le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ ll ≪ gg ≫ equiv ≡ sim ∼ simeq ≃ approx ≈ cong ≅ \
    propto ∝ varpropto ∝ asymp ≍ doteq ≐ prec ≺ succ ≻ preceq ⪯ succeq ⪰ lesssim ≲ gtrsim ≳ lessgtr ≶ lt < gt > \
    in ∈ notin ∉ ni ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ sqsubset ⊏ sqsubseteq ⊑ \
    sqsupseteq ⊒ mid ∣ nmid ∤ parallel ∥ perp ⟂ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ bowtie ⋈ Join ⋈ smile ⌣ frown ⌢ \
    to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ implies ⇒ \
    longrightarrow ⟶ longleftarrow ⟵ Longrightarrow ⟹ Longleftarrow ⟸ longleftrightarrow ⟷ Longleftrightarrow ⟺ \
    mapsto ↦ longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩ uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ \
    nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ rightleftharpoons ⇌ leadsto ⇝ rightsquigarrow ⇝ multimap ⊸ upharpoonright ↾ \
    leftharpoonup ↼ rightharpoonup ⇀ twoheadrightarrow ↠ rightarrowtail ↣ restriction ↾ \
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcap ⋂ bigcup ⋃ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ \
    bigodot ⨀ biguplus ⨄ bigsqcup ⨆ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ vert | lvert | rvert | \
    Vert ‖ lVert ‖ rVert ‖ backslash \\ prime ′ backprime ‵ therefore ∴ because ∵ complement ∁ eth ð mho ℧ \
    blacksquare ■ Bbbk 𝕜 over / atop / choose / colonequals ≔ coloneqq ≔ triangleq ≜ triangleleft ◁ triangleright ▷ \
    unlhd ⊴ unrhd ⊵ lozenge ◊ Circle ○ male ♂ female ♀ mars ♂ venus ♀ sun ☉ earth ♁ odotsun ☉ amp & Dash — emdash — endash – dash – hyphen - solidus / leftrightharpoons ⇋ textcelsius ℃ \
    textlguillemets « textrguillemets » \
    R ℝ N ℕ Z ℤ Q ℚ";

/// Names of programs and the like.
pub(super) const WORDS: &str = "TeX LaTeX LaTeXe LaTeX2ε BibTeX BibLaTeX Biber XeTeX XeLaTeX LuaTeX LuaLaTeX pdfTeX pdfLaTeX \
    ConTeXt AMSTeX AmSTeX AmS AmSLaTeX METAFONT MF METAPOST MP SliTeX PiC PiCTeX TUB TUGboat PS PostScript \
    KOMAScript PDF HTML XML SGML UNIX POSIX DOS CTAN TUG eTeX NTS TeXMaG JTeX";

/// Commands that change how text looks or behaves, not what it says.
pub(super) const DROPPED: &str = "texttt tt ttfamily textrm textsf sf sffamily textup textmd textnormal text mbox hbox vbox fbox makebox framebox \
    protect relax noindent indent ignorespaces unskip null strut leavevmode sloppy fussy raggedright centering \
    begingroup endgroup bgroup egroup mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak mathnormal mathop \
    mathrel mathbin mathord mathopen mathclose mathpunct cal boldmath unboldmath boldsymbol bm bold pmb operatorname \
    displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag footnotemark tiny scriptsize \
    footnotesize small normalsize large Large LARGE huge Huge underline underbar ul uline textsmaller textlarger \
    smaller larger allowbreak nobreak break nolinebreak nopagebreak goodbreak mkbibparens mkbibbrackets mkbibacro \
    acro hyp underbrace overbrace middle nohyphens lowercasesc textlf textosf oldstylenums sloppypar ifmmode fi else \
    spaceskip frenchspacing nonfrenchspacing singleletter textinit mathstrut mathchar xspace selectfont rom \
    romannumeral uppercaseit textulc llap rlap smash nobreakdash cyr cyrtext textcyr textgreek latintext";

/// Journals as NASA's ADS and the astronomers' styles write them: command and text, a line each.
pub(super) const JOURNALS: &str = "aj AJ
actaa Acta Astron.
aap A&A
aapr A&A Rev.
aaps A&AS
ao Appl. Opt.
apj ApJ
apjl ApJL
apjlett ApJL
apjs ApJS
apjsupp ApJS
aplett Astrophys. Lett.
applopt Appl. Opt.
apspr Astrophys. Space Phys. Res.
apss Ap&SS
araa ARA&A
azh AZh
baas BAAS
bain Bull. Astron. Inst. Netherlands
cjaa Chinese J. Astron. Astrophys.
fcp Fund. Cosmic Phys.
gca Geochim. Cosmochim. Acta
grl Geophys. Res. Lett.
iaucirc IAU Circ.
icarus Icarus
jcap J. Cosmology Astropart. Phys.
jcp J. Chem. Phys.
jgr J. Geophys. Res.
jqsrt J. Quant. Spectr. Rad. Transf.
jrasc JRASC
memras MmRAS
memsai Mem. Soc. Astron. Italiana
mnras MNRAS
nar New A Rev.
nat Nature
nphysa Nucl. Phys. A
pasa PASA
pasj PASJ
pasp PASP
physrep Phys. Rep.
physscr Phys. Scr.
planss Planet. Space Sci.
pra Phys. Rev. A
prb Phys. Rev. B
prc Phys. Rev. C
prd Phys. Rev. D
pre Phys. Rev. E
prl Phys. Rev. Lett.
procspie Proc. SPIE
qjras QJRAS
rmxaa Rev. Mexicana Astron. Astrofis.
skytel S&T
solphys Sol. Phys.
sovast Soviet Ast.
ssr Space Sci. Rev.
zap ZAp";

/// Functions of formulas, printed upright.
pub(super) const FUNCTIONS: &str = "log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth max min sup \
    inf lim liminf limsup det dim ker hom deg gcd arg Pr mod bmod argmax argmin rank tr";
