import { pageHtml, type PageParts } from './pageHtml.ts';

/** The page of the map. */
export function mapHtml(parts: PageParts): string {
  return pageHtml(parts, { title: 'gRPC ALPN: Map', body: BODY });
}

const BODY = `<main id="map" hidden>
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
`;
