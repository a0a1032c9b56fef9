/** What the page of the map is loaded from. */
export interface PageParts {
  /** A random text that nobody can guess: only the script that has it runs. */
  readonly nonce: string;
  /** `webview.cspSource` */
  readonly source: string;
  readonly script: string;
  readonly style: string;
}

/** The page of the map, empty: what is drawn comes in messages. Nothing is loaded but its own script and style. */
export function mapHtml({ nonce, source, script, style }: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'">
<link rel="stylesheet" href="${style}">
<title>gRPC ALPN: Map</title>
</head>
<body>
<main id="map" hidden>
<div class="bar">
<label>Seen by <select id="band"></select></label>
<label>Filter <input id="filter" type="search" placeholder="name, address, file …" spellcheck="false"></label>
<button id="copy" type="button">Copy as Mermaid</button>
</div>
<div class="bar">
<span id="summary" role="status"></span>
<span id="total" aria-hidden="true"></span>
<span id="tones" role="group" aria-label="Show only"></span>
</div>
<div class="columns" aria-hidden="true"><span>Client</span><span>Listener</span><span>Route</span><span>Upstream</span></div>
<div id="tree" role="tree" aria-label="Listeners and where they lead"></div>
<p id="none" hidden>No listener fits the filter.</p>
</main>
<section id="nothing">
<h1 id="nothing-title">Reading the workspace …</h1>
<p id="nothing-advice"></p>
</section>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
