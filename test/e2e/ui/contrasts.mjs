// @ts-check

/** The themes in which pages have to be readable, and what VS Code calls their body. */
export const THEMES = [
  { theme: 'Default Light Modern', of: 'vscode-light' },
  { theme: 'Default Dark Modern', of: 'vscode-dark' },
  { theme: 'Default High Contrast', of: 'vscode-high-contrast' },
  { theme: 'Default High Contrast Light', of: 'vscode-high-contrast-light' },
];

/**
 * The contrast of every text in these elements to what is behind it (WCAG 2.2). Runs in the page.
 * @param {string} selector
 * @returns {readonly { readonly text: string, readonly ratio: number }[]}
 */
export function contrasts(selector) {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (canvas === null) return [];
  /** @param {readonly string[]} layers colours, the last one on top */
  const painted = (layers) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const layer of layers) {
      canvas.fillStyle = layer;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  /** @param {readonly number[]} colour */
  const luminance = (colour) => {
    const [red = 0, green = 0, blue = 0] = colour.map((it) => {
      const part = it / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  return [...document.querySelectorAll(selector)]
    .filter((it) => [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()))
    .map((it) => {
      const behind = [];
      for (let around = /** @type {Element | null} */ (it); around; around = around.parentElement)
        behind.unshift(getComputedStyle(around).backgroundColor);
      const [back, front] = [behind, [...behind, getComputedStyle(it).color]].map((layers) =>
        luminance(painted(layers)),
      );
      const [light, dark] = [Math.max(back ?? 0, front ?? 0), Math.min(back ?? 0, front ?? 0)];
      return { text: it.textContent ?? '', ratio: (light + 0.05) / (dark + 0.05) };
    });
}
