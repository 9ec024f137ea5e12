# Completion of ibid for bash. Words are taken from the line as typed, since bash splits them at the colons that
# citation keys such as DBLP:journals/cj/Knuth84 have.
_ibid() {
    local line="${COMP_LINE:0:COMP_POINT}" words current kept
    local IFS=$' \t\n'
    read -r -a words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    current="${words[${#words[@]} - 1]}"
    IFS=$'\n'
    COMPREPLY=($(
        _CLAP_IFS=$'\n' _CLAP_COMPLETE_INDEX="$((${#words[@]} - 1))" VARIABLE=bash \
            ibid -- "${words[@]}" 2> /dev/null
    ))
    # bash puts the answer behind the last colon or equals sign
    if [[ $current == *[:=]* && $COMP_WORDBREAKS == *[:=]* ]]; then
        kept="${current%"${current##*[:=]}"}"
        COMPREPLY=("${COMPREPLY[@]#"$kept"}")
    fi
    # nothing stands behind a folder, or before an option's value
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[/=] ]] && compopt -o nospace 2> /dev/null
    return 0
}
complete -o bashdefault -F _ibid ibid
