# Completion of ibid for bash. Words are taken from the line as typed, since bash splits them at the colons that
# citation keys such as DBLP:journals/cj/Knuth84 have.
_ibid() {
    local line="${COMP_LINE:0:COMP_POINT}" words current kept= quote= opened= apostrophe="'\\''"
    local IFS=$' \t\n'
    read -r -a words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    # the last word as the shell would read it
    current="${words[${#words[@]} - 1]}"
    case $current in
        [\'\"]*) quote="${current:0:1}" current="${current:1}" ;;
        # an apostrophe within a key opens a quotation for the shell, which is closed and opened again around it; bash
        # takes the first quote of what is inserted for the one that stands there
        *[!\\]\'*) quote=\' opened="'$apostrophe" kept="${current%"${current##*\'}"}" ;;
        *) current="${current//\\/}" ;;
    esac
    words[${#words[@]} - 1]=$current
    IFS=$'\n'
    # bash has no place for what an answer means; the program says it behind a tab
    local answers=() answer index
    while read -r answer; do
        answers+=("$answer")
    done < <(VARIABLE=fish ibid -- "${words[@]}" 2> /dev/null)
    COMPREPLY=("${answers[@]%%$'\t'*}")
    # bash puts the answer behind the last colon or equals sign, or in place of the last @ and what follows it
    if [[ -z $quote && $current == *[:=@]* && $COMP_WORDBREAKS == *[:=@]* ]]; then
        kept="${current%"${current##*[:=@]}"}"
        kept="${kept%@}"
    fi
    # what stays is as it was typed, in whatever case
    if [[ -n $kept ]]; then
        local cases
        cases=$(shopt -p nocasematch)
        shopt -s nocasematch
        for index in "${!COMPREPLY[@]}"; do
            answer="${COMPREPLY[index]}"
            [[ "${answer:0:${#kept}}" == "$kept" ]] && COMPREPLY[index]="${answer:${#kept}}"
        done
        eval "$cases"
    fi
    # a list that is only shown (COMP_TYPE is ?) says it too
    if [[ ${COMP_TYPE:-9} -eq 63 && ${#COMPREPLY[@]} -gt 1 ]]; then
        local longest=0 row
        for answer in "${COMPREPLY[@]}"; do
            ((${#answer} > longest)) && longest=${#answer}
        done
        for index in "${!COMPREPLY[@]}"; do
            [[ ${answers[index]} == *$'\t'* ]] || continue
            printf -v row "%-${longest}s  (%s)" "${COMPREPLY[index]}" "${answers[index]#*$'\t'}"
            ((${#row} < ${COLUMNS:-80})) || row="${row:0:${COLUMNS:-80} - 3}…)"
            COMPREPLY[index]=$row
        done
    fi
    # what is inserted is quoted, for keys with $ or &
    if [[ ${COMP_TYPE:-9} -ne 63 ]]; then
        for index in "${!COMPREPLY[@]}"; do
            answer="${COMPREPLY[index]}"
            case $quote in
                \') answer="$opened${answer//\'/$apostrophe}" ;;
                \") answer="${answer//\\/\\\\}" answer="${answer//\$/\\$}" answer="${answer//\`/\\\`}" answer="${answer//\"/\\\"}" ;;
                *) printf -v answer %q "$answer" ;;
            esac
            COMPREPLY[index]=$answer
        done
    fi
    # nothing stands behind a folder or a field, or before an option's value
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[/=:] ]] && compopt -o nospace 2> /dev/null
    return 0
}
complete -o bashdefault -F _ibid ibid
