import { pageHtml, type PageParts } from './pageHtml.ts';

/** The page of a probe's report. */
export function reportHtml(parts: PageParts): string {
  return pageHtml(parts, { title: 'gRPC ALPN: Report', body: BODY });
}

const BODY = `<main id="report" hidden>
<div class="bar">
<button id="again" type="button" class="primary">Probe Again</button>
<button id="cancel" type="button" class="primary">Cancel</button>
<span id="copies" role="group" aria-label="Copy as">
<span aria-hidden="true">Copy as</span>
<button id="copy-markdown" type="button" title="For a ticket: what to change, the evidence, and how to reproduce it">Markdown</button>
<button id="copy-json" type="button">JSON</button>
<button id="copy-openssl" type="button" title="The same handshake with openssl s_client">openssl command</button>
<button id="copy-grpcurl" type="button" title="A call with a grpc-go client">grpcurl command</button>
</span>
</div>
<p id="status" role="status"></p>
<div id="targets"></div>
<p id="foot"></p>
</main>
<section id="gone" hidden>
<h1>The report is gone</h1>
<p>Reports are kept until the window is closed or loaded anew; nothing of them is stored.</p>
<button id="gone-again" type="button" class="primary">Probe Endpoint …</button>
</section>
`;
