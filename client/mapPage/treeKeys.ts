/**
 * The keyboard of the tree, as the tree pattern of ARIA has it: one item can be reached by Tab, arrows lead through the picture.
 * @param tree the element with the role `tree`
 * @param choose called with the key of an item that Enter, Space or a click chooses
 */
export function driveTree(tree: HTMLElement, choose: (key: string) => void): { readonly refresh: () => void } {
  tree.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const current = itemOf(event.target);
    if (current === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(keyOf(current));
      return;
    }
    const next = neighbour(tree, current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
  tree.addEventListener('click', (event) => {
    const clicked = itemOf(event.target);
    if (clicked === undefined) return;
    clicked.focus();
    choose(keyOf(clicked));
  });
  tree.addEventListener('focusin', (event) => {
    const focused = itemOf(event.target);
    if (focused !== undefined) makeReachable(tree, focused);
  });
  return {
    refresh: () => {
      const first = items(tree)[0];
      if (first !== undefined) makeReachable(tree, first);
    },
  };
}

/** The key of the item that has the focus; `undefined`: none has. */
export function focusedKey(tree: HTMLElement): string | undefined {
  const focused = tree.contains(document.activeElement) ? itemOf(document.activeElement) : undefined;
  return focused && keyOf(focused);
}

/** Gives the focus to the item of a key, or to the first one. */
export function focusKey(tree: HTMLElement, key: string): void {
  const all = items(tree);
  (all.find((it) => keyOf(it) === key) ?? all[0])?.focus();
}

function neighbour(tree: HTMLElement, current: HTMLElement, key: string): HTMLElement | undefined {
  const all = items(tree);
  const at = all.indexOf(current);
  switch (key) {
    case 'ArrowDown':
      return all[at + 1];
    case 'ArrowUp':
      return all[at - 1];
    case 'ArrowRight':
      return items(current)[0];
    case 'ArrowLeft':
      return itemOf(current.parentElement);
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    default:
      return undefined;
  }
}

function items(root: HTMLElement): readonly HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('[role=treeitem]')];
}

function itemOf(target: EventTarget | null): HTMLElement | undefined {
  if (!(target instanceof Element)) return undefined;
  const item = target.closest('[role=treeitem]');
  return item instanceof HTMLElement ? item : undefined;
}

function keyOf(item: HTMLElement): string {
  return item.dataset['key'] ?? '';
}

function makeReachable(tree: HTMLElement, item: HTMLElement): void {
  for (const it of tree.querySelectorAll('[role=treeitem][tabindex="0"]')) it.setAttribute('tabindex', '-1');
  item.setAttribute('tabindex', '0');
}
