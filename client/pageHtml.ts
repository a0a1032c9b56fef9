/** What a page is loaded from. */
export interface PageParts {
  /** A random text that nobody can guess: only the script that has it runs. */
  readonly nonce: string;
  /** `webview.cspSource` */
  readonly source: string;
  readonly script: string;
  readonly style: string;
}

/** A page, empty: what is drawn comes in messages. Nothing is loaded but its own script and style. */
export function pageHtml(
  { nonce, source, script, style }: PageParts,
  page: { readonly title: string; readonly body: string },
): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'">
<link rel="stylesheet" href="${style}">
<title>${page.title}</title>
</head>
<body>
${page.body}<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
