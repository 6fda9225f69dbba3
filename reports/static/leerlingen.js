'use strict';
// Searches the pupils of a page, and shows the numbers of a key list beside their codes. The numbers stand in this
// page while it is open and nowhere else: nothing is kept, nothing is sent. Texts stand in the page.
(() => {
  const CODE = /\bl[a-z2-7]{11}\b/g;
  // What else stands in the column of numbers, a name for instance, is never shown.
  const NUMBER = /^[A-Za-z]{0,3}\d{1,15}[A-Za-z]?$/;
  const HEADS = { number: 'leerlingnummer', code: 'leerling' };
  // A list of a school is a few dozen kilobytes; anything this large is another file.
  const LARGEST_LIST = 2000000;
  const main = document.getElementById('inhoud');
  const tools = document.querySelector('.opzoeken');
  const query = document.getElementById('zoek');
  const file = document.getElementById('sleutellijst');
  const away = document.getElementById('nummers-weg');

  const tell = (board, name, numbers = []) => {
    for (const line of board.children) line.hidden = line.dataset.bericht !== name;
    const places = board.querySelectorAll(`[data-bericht="${name}"] .hoeveel`);
    numbers.forEach((number, at) => { places[at].textContent = number.toLocaleString('nl-NL'); });
  };

  // --- searching ---------------------------------------------------------------------------------------------------

  // A pupil is a row or a fold, with its class in an element of its own.
  const pupils = [...main.querySelectorAll('.klas')].map((klas) => {
    const place = klas.closest('tr, details');
    const around = [];
    for (let part = place.parentElement; part !== main; part = part.parentElement) {
      if (part.matches('.groep, .schuif, details')) around.push(part);
    }
    const code = place.querySelector('.code');
    return { place, around, code, name: code.textContent, klas: klas.textContent.toLowerCase() };
  });
  const groups = new Set(pupils.flatMap((pupil) => pupil.around));
  const unfolded = new Set();

  const isMeant = (pupil, sought) => {
    const number = pupil.code.querySelector('.nummer');
    return [pupil.klas, pupil.name, number ? number.textContent.toLowerCase() : '']
      .some((word) => word.startsWith(sought));
  };

  const unfold = (group) => {
    if (group.matches('details:not([open])')) {
      group.open = true;
      unfolded.add(group);
    }
  };

  const search = () => {
    const sought = query.value.trim().toLowerCase().replace(/^klas\s+/, '');
    const found = pupils.filter((pupil) => isMeant(pupil, sought));
    const places = new Set(found.map((pupil) => pupil.place));
    const shown = new Set(found.flatMap((pupil) => pupil.around));
    for (const { place } of pupils) place.classList.toggle('weg', !places.has(place));
    for (const group of groups) group.classList.toggle('weg', !shown.has(group));
    if (sought) shown.forEach(unfold);
    else {
      for (const group of unfolded) group.open = false;
      unfolded.clear();
    }
    const many = new Set(found.map((pupil) => pupil.name)).size;
    const board = document.getElementById('zoekuitkomst');
    if (!sought) tell(board, '');
    else if (many > 1) tell(board, 'gevonden', [many]);
    else tell(board, many ? 'een' : 'geen');
  };

  // --- the numbers of a key list -----------------------------------------------------------------------------------

  const hideNumbers = () => {
    for (const number of main.querySelectorAll('.nummer')) number.remove();
    main.normalize();
    away.hidden = true;
  };

  // Returns how many pupils of this page have a number now, and how many there are.
  const showNumbers = (numbers) => {
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      if (walker.currentNode.parentElement.closest('.code')) texts.push(walker.currentNode);
    }
    const [all, known] = [new Set(), new Set()];
    for (const text of texts) {
      for (const { 0: code, index } of [...text.data.matchAll(CODE)].reverse()) {
        all.add(code);
        if (!numbers.has(code)) continue;
        known.add(code);
        const number = document.createElement('span');
        number.className = 'nummer';
        number.textContent = numbers.get(code);
        text.splitText(index + code.length).before(number);
      }
    }
    away.hidden = known.size === 0;
    return [known.size, all.size];
  };

  // A list that was sent through a Windows command line is UTF-16.
  const decode = (bytes) => {
    const mark = bytes[0] * 256 + bytes[1];
    return new TextDecoder({ 0xfffe: 'utf-16le', 0xfeff: 'utf-16be' }[mark] || 'utf-8').decode(bytes);
  };

  // Number by code; null for what is no key list. Of the list no other column is looked at.
  const readList = (text) => {
    const [head, ...lines] = text.split(/\r\n|\n|\r/);
    const separator = [';', ',', '\t'].find((sign) => head.includes(sign)) || ';';
    const split = (line) => line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    const heads = split(head).map((cell) => cell.toLowerCase());
    const [ofNumber, ofCode] = [heads.indexOf(HEADS.number), heads.indexOf(HEADS.code)];
    if (ofNumber < 0 || ofCode < 0) return null;
    const list = { numbers: new Map(), refused: 0 };
    for (const line of lines.filter((each) => each.trim())) {
      const cells = split(line);
      if (NUMBER.test(cells[ofNumber])) list.numbers.set(cells[ofCode], cells[ofNumber]);
      else list.refused += 1;
    }
    return list;
  };

  const openList = async () => {
    const board = document.getElementById('sleuteluitkomst');
    const [chosen] = file.files;
    hideNumbers();
    tell(board, '');
    if (chosen) {
      const bytes = chosen.size > LARGEST_LIST ? null : await chosen.arrayBuffer().catch(() => null);
      const list = bytes && readList(decode(new Uint8Array(bytes)));
      if (!list) tell(board, 'geen-lijst');
      else {
        const [known, all] = showNumbers(list.numbers);
        if (list.refused) tell(board, 'geen-nummer', [known, all, list.refused]);
        else if (known) tell(board, 'getoond', [known, all]);
        else tell(board, 'andere-lijst');
      }
    }
    search();
  };

  query.addEventListener('input', search);
  file.addEventListener('change', openList);
  away.addEventListener('click', () => {
    file.value = '';
    openList();
    file.focus();
  });
  for (const line of document.querySelectorAll('.zonder-script')) line.hidden = true;
  tools.hidden = false;
})();
