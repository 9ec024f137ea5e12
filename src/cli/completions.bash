# Completion of ibid for bash. Words are taken from the line as typed, since bash splits them at the colons that
# citation keys such as DBLP:journals/cj/Knuth84 have.
_ibid() {
    local line="${COMP_LINE:0:COMP_POINT}" words current kept quote=
    local IFS=$' \t\n'
    read -r -a words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    # the last word as the shell would read it
    current="${words[${#words[@]} - 1]}"
    case $current in
        [\'\"]*) quote="${current:0:1}" current="${current:1}" ;;
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
        COMPREPLY=("${COMPREPLY[@]#"${kept%@}"}")
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
    if [[ $quote != \' && ${COMP_TYPE:-9} -ne 63 ]]; then
        for index in "${!COMPREPLY[@]}"; do
            answer="${COMPREPLY[index]}"
            if [[ -z $quote ]]; then
                printf -v answer %q "$answer"
            else
                answer="${answer//\\/\\\\}" answer="${answer//\$/\\$}" answer="${answer//\`/\\\`}"
            fi
            COMPREPLY[index]=$answer
        done
    fi
    # nothing stands behind a folder or a field, or before an option's value
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[/=:] ]] && compopt -o nospace 2> /dev/null
    return 0
}
complete -o bashdefault -F _ibid ibid
