(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');
  // a page from a file may have no storage
  const stored = (value) => {
    try {
      if (value !== undefined) localStorage.setItem('ibid-theme', value);
      return localStorage.getItem('ibid-theme');
    } catch { return null; }
  };
  const THEMES = ['auto', 'light', 'dark'];
  const paint = (theme) => {
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  let theme = THEMES.includes(stored()) ? stored() : 'auto';
  paint(theme);

  const OTHER = { 'ø': 'o', 'đ': 'd', 'ð': 'd', 'ł': 'l', 'ħ': 'h', 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'þ': 'th', 'ı': 'i', '’': "'", '‘': "'", '–': '-', '—': '-' };
  const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[øđðłħßæœþı’‘–—]/g, (c) => OTHER[c]);

  document.addEventListener('DOMContentLoaded', () => {
    const get = (name) => document.getElementById(name);
    const [input, count, list, none] = ['ibid-filter', 'ibid-count', 'ibid-list', 'ibid-none'].map(get);
    const items = [...list.querySelectorAll('li')].sort((a, b) => a.dataset.o - b.dataset.o);
    const types = list.dataset.types ? list.dataset.types.split('|') : [];
    const shown = new Array(items.length).fill(true);
    const groups = { year: null, type: null };
    const numbers = new Intl.NumberFormat(root.lang || undefined);
    const publications = (n) => n === 1 ? '1 publication' : numbers.format(n) + ' publications';
    let current = document.querySelector('input[name=group]:checked').value;

    // what a filter looks at, folded once and in pieces, so that the page answers meanwhile
    const texts = new Array(items.length);
    const textOf = (i) => texts[i] ??= fold(items[i].firstElementChild.textContent + ' ' + items[i].id + ' ' + (items[i].dataset.k || ''));
    const idle = window.requestIdleCallback || ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 50));
    let prepared = 0;
    const prepare = (deadline) => {
      while (prepared < items.length && deadline.timeRemaining() > 1) textOf(prepared++);
      if (prepared < items.length) idle(prepare);
    };
    idle(prepare);

    // sections that are there are used; the other grouping is made when it is asked for
    const adopt = () => [...list.querySelectorAll('section')].map((section) => ({
      section, number: section.querySelector('small'), members: [...section.querySelectorAll('li')].map((li) => items.indexOf(li)),
    }));
    const make = (by) => {
      const members = new Map();
      items.forEach((item, i) => {
        const name = by === 'year' ? item.dataset.y : item.dataset.t;
        if (!members.has(name)) members.set(name, []);
        members.get(name).push(i);
      });
      const names = [...members.keys()];
      if (by === 'type') names.sort((a, b) => a - b);
      return names.map((name) => {
        const section = document.createElement('section');
        const heading = document.createElement('h2');
        const number = document.createElement('small');
        const label = by === 'type' ? types[name] : name;
        heading.id = 'ibid-' + by + '-' + name.toLowerCase().replace(/\W+/g, '-');
        section.setAttribute('aria-labelledby', heading.id);
        heading.append(label, ' ', number);
        const ol = document.createElement('ol');
        section.append(heading, ol);
        return { section, ol, number, members: members.get(name) };
      });
    };
    const indexed = new Map(items.map((item, i) => [item, i]));
    items.indexOf = (item) => indexed.get(item);
    groups[current] = adopt();

    const tally = () => {
      let all = 0;
      for (const group of groups[current]) {
        let n = 0;
        for (const i of group.members) if (shown[i]) n++;
        if (group.n !== n) {
          group.n = n;
          group.section.hidden = n === 0;
          group.section.style.setProperty('--n', n);
          group.number.textContent = numbers.format(n);
        }
        all += n;
      }
      none.hidden = all > 0 || items.length === 0;
      count.textContent = all === items.length ? publications(all) : numbers.format(all) + ' of ' + publications(items.length);
    };
    const regroup = (by) => {
      if (by === current) return;
      const from = groups[current];
      groups[by] ??= make(by);
      current = by;
      for (const group of groups[by]) {
        const ol = group.ol ?? group.section.querySelector('ol');
        ol.append(...group.members.map((i) => items[i]));
      }
      for (const group of from) group.section.remove();
      none.before(...groups[by].map((group) => group.section));
      tally();
    };

    let last = '';
    const filter = () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean);
      const asked = words.join(' ');
      if (asked === last) return;
      last = asked;
      for (let i = 0; i < items.length; i++) {
        const text = words.length ? textOf(i) : '';
        const match = words.every((word) => text.includes(word));
        if (match !== shown[i]) {
          shown[i] = match;
          items[i].hidden = !match;
        }
      }
      tally();
    };
    let timer;
    const soon = () => { clearTimeout(timer); timer = setTimeout(filter, 90); };
    const now = (value) => { clearTimeout(timer); input.value = value; filter(); };
    input.addEventListener('input', soon);
    input.form.addEventListener('submit', (event) => { event.preventDefault(); now(input.value); });
    input.addEventListener('keydown', (event) => { if (event.key === 'Escape') now(''); });
    get('ibid-clear').addEventListener('click', () => { now(''); input.focus(); });
    document.addEventListener('keydown', (event) => {
      const typing = event.target.matches?.('input:not([type=radio]), textarea, [contenteditable]');
      if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
        input.select();
      }
    });
    for (const radio of document.querySelectorAll('input[name=group]')) {
      radio.addEventListener('change', () => regroup(radio.value));
    }
    // browsers fill in again what was chosen before a reload
    regroup(document.querySelector('input[name=group]:checked').value);
    if (input.value) filter();

    // a link to an entry that the filter hides shows it
    const reveal = () => {
      let key = location.hash.slice(1);
      try { key = decodeURIComponent(key); } catch { /* not encoded */ }
      const target = key && get(key);
      if (target?.hidden) { now(''); target.scrollIntoView(); }
    };
    addEventListener('hashchange', reveal);

    const button = get('ibid-theme');
    const label = () => {
      button.textContent = { auto: 'Auto', light: 'Light', dark: 'Dark' }[theme];
      button.setAttribute('aria-label', 'Colours: ' + theme);
    };
    button.addEventListener('click', () => {
      theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
      stored(theme);
      paint(theme);
      label();
    });
    label();

    const write = async (text) => {
      try { await navigator.clipboard.writeText(text); return true; } catch { /* not allowed here */ }
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand('copy');
      area.remove();
      return done;
    };
    list.addEventListener('click', async (event) => {
      const copy = event.target.closest?.('.c');
      if (!copy) return;
      const item = copy.closest('li');
      const done = await write(item.querySelector('pre').textContent);
      copy.textContent = done ? 'Copied' : 'Copy it from below';
      if (!done) item.querySelector('details').open = true;
      copy.focus();
      get('ibid-said').textContent = done ? 'Copied the BibTeX of ' + item.id : 'The browser does not let this page copy';
      setTimeout(() => { copy.textContent = 'Copy'; get('ibid-said').textContent = ''; }, 2000);
    });
  });
})();
