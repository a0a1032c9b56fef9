// @ts-check
// Functions that run in the window's page: they may use nothing from outside of themselves.

/** @typedef {{ readonly x: number, readonly y: number }} Point */

/**
 * Label and description of the rows of a list.
 * @param {readonly Element[]} rows
 * @returns {readonly (readonly [string, string])[]}
 */
export function labels(rows) {
  return rows.map((row) => [
    row.querySelector('.label-name')?.textContent ?? '',
    row.querySelector('.label-description')?.textContent ?? '',
  ]);
}

/**
 * The lines of an open file that are on the screen.
 * @param {string} file end of its path
 * @returns {string}
 */
export function shownText(file) {
  const editor = [...document.querySelectorAll('.monaco-editor[data-uri]')].find((it) =>
    decodeURI(it.getAttribute('data-uri') ?? '').endsWith(file),
  );
  return [...(editor?.querySelectorAll('.view-line') ?? [])]
    .map((it) => ({ top: it.getBoundingClientRect().top, text: it.textContent ?? '' }))
    .sort((a, b) => a.top - b.top)
    .map(({ text }) => text.replaceAll('\u00a0', ' '))
    .join('\n');
}

/**
 * The middle of the first occurrence of a text on the screen.
 * @param {{ readonly file: string, readonly needle: string }} what end of the file's path, and the text
 * @returns {Point | undefined}
 */
export function placeOf({ file, needle }) {
  const editor = [...document.querySelectorAll('.monaco-editor[data-uri]')].find((it) =>
    decodeURI(it.getAttribute('data-uri') ?? '').endsWith(file),
  );
  const area = editor?.querySelector('.lines-content')?.parentElement?.getBoundingClientRect();
  if (!editor || !area) return undefined;
  for (const line of editor.querySelectorAll('.view-line')) {
    const at = (line.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(needle);
    if (at < 0) continue;
    const range = document.createRange();
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let before = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.textContent?.length ?? 0;
      if (at >= before && at < before + length) range.setStart(node, at - before);
      if (at + needle.length <= before + length) {
        range.setEnd(node, at + needle.length - before);
        break;
      }
      before += length;
    }
    const box = range.getBoundingClientRect();
    const y = box.y + box.height / 2;
    if (y > area.top && y < area.bottom) return { x: box.x + box.width / 2, y };
  }
  return undefined;
}
