/// The style of every page; light and dark follow the reader's system.
enum StyleSheet {
  static let text: Markup = """
    :root {
      color-scheme: light dark;
      --paper: #ffffff; --ink: #1b1f24; --muted: #57606a; --line: #d8dde3; --panel: #f4f6f8;
      --accent: #0a5c8f; --band-1: #e6ebf1; --band-2: #d3dce6;
      --series-1: #0072b2; --series-2: #b84a00; --series-3: #00794f; --series-4: #8a4a86;
      --warning: #8a5a00; --warning-panel: #fff6dd;
      --fine: #1a7f4b; --look: #8a5a00; --poor: #b3261e;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14171a; --ink: #e6e9ec; --muted: #a2abb4; --line: #343b43; --panel: #1d2226;
        --accent: #7cc4f2; --band-1: #2a3138; --band-2: #38424c;
        --series-1: #56b4e9; --series-2: #ff9d5c; --series-3: #45cf9c; --series-4: #d59ad1;
        --warning: #f0c45c; --warning-panel: #2b2414;
        --fine: #4cc38a; --look: #f0c45c; --poor: #ff8a80;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0 auto; max-width: 1120px; padding: 2rem clamp(1rem, 3vw, 2.5rem) 3rem;
      background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
    }
    body.sheet { max-width: 100rem; }
    h1 { font-size: clamp(1.7rem, 4vw, 2.4rem); line-height: 1.15; margin: 0; overflow-wrap: anywhere; }
    h2 { font-size: 1.35rem; margin: 2.75rem 0 .75rem; }
    h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
    p { margin: .5rem 0; }
    a { color: var(--accent); }
    a:focus-visible, summary:focus-visible, input:focus-visible, [tabindex]:focus-visible {
      outline: 2px solid var(--accent); outline-offset: 2px;
    }
    code { font: .875em/1.4 ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; }
    .digest { overflow-wrap: anywhere; color: var(--muted); }
    .muted, .kicker, .lead, .notes, footer, .count { color: var(--muted); }
    .kicker { margin: 0 0 .25rem; font-size: .9rem; }
    .lead { font-size: 1.05rem; }
    .missing { color: var(--muted); font-style: italic; }
    .count { font-weight: 400; font-size: .85rem; }

    .result { display: flex; flex-wrap: wrap; margin-top: 1.25rem; }
    .result .unit { font-size: .5em; letter-spacing: 0; color: var(--muted); }

    .notice { margin: 1rem 0 0; padding: .75rem 1rem; border-left: 4px solid var(--accent); border-radius: 0 6px 6px 0; background: var(--panel); }
    .notice.warning { border-color: var(--warning); background: var(--warning-panel); }
    .notice h2 { margin: 0 0 .25rem; font-size: .95rem; }
    .notice.warning h2 { color: var(--warning); }
    .notice ul { margin: 0; padding-left: 1.15rem; }

    nav { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; margin-top: 1.5rem; padding: .6rem 0; border-block: 1px solid var(--line); font-size: .95rem; }
    nav a { text-decoration: none; }
    nav a:hover { text-decoration: underline; }

    .chart { margin: 1.25rem 0 2rem; }
    .chart figcaption { font-weight: 600; margin-bottom: .4rem; }
    .plot { display: block; width: 100%; height: auto; font-variant-numeric: tabular-nums; }
    .narrow { display: none; }

    .table { overflow-x: auto; margin: .5rem 0; }
    table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
    caption { text-align: left; font-weight: 600; padding: .5rem 0; }
    th, td { padding: .4rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
    th:first-child { padding-left: 0; }
    tbody th { position: sticky; left: 0; background: var(--paper); }
    sup { line-height: 0; margin-left: .15em; color: var(--muted); }
    thead th { border-bottom: 2px solid var(--ink); font-weight: 600; vertical-align: bottom; }
    tbody th { text-align: left; font-weight: 500; min-width: 9rem; }
    .words { text-align: left; }
    .number { text-align: right; white-space: nowrap; }
    th.number { white-space: normal; }
    td[title] { cursor: help; }
    .published { display: block; color: var(--muted); }
    .notes { font-size: .88rem; margin: .5rem 0; }
    ol.notes { padding-left: 1.5rem; }
    .sources tbody th { white-space: normal; min-width: 14rem; }
    .sources .digest { display: block; font-size: .75em; }

    .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 1rem; }
    .card { margin: 0; padding: .6rem; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); }
    .pictures { display: grid; grid-template-columns: repeat(3, 1fr); gap: .4rem; }
    .picture { display: block; color: var(--muted); font-size: .75rem; text-align: center; text-decoration: none; }
    .picture img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; border-radius: 4px; background: var(--line); }
    span.picture.missing { display: grid; place-items: center; aspect-ratio: 1; border: 1px dashed var(--line); border-radius: 4px; padding: .25rem; }
    .card figcaption { margin-top: .4rem; font-size: .82rem; line-height: 1.4; }
    .image { overflow-wrap: anywhere; }
    .card .facts { display: block; color: var(--muted); font-variant-numeric: tabular-nums; }
    .badge { display: inline-block; margin-top: .2rem; padding: 0 .45rem; border: 1px solid var(--warning); border-radius: 999px; color: var(--warning); }
    details { margin: .75rem 0; }
    summary { cursor: pointer; padding: .35rem 0; }
    details.class { margin: 0; border-bottom: 1px solid var(--line); }
    details.class summary { font-weight: 600; }
    details[open] > .gallery { margin: .5rem 0 1rem; }

    .bar { height: 6px; border-radius: 3px; background: var(--band-1); }
    .bar i { display: block; height: 100%; border-radius: 3px; background: var(--series-1); }
    .bar.against i { background: var(--series-2); }

    div.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 0 3rem; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; font-size: .92rem; }
    dt { color: var(--muted); }
    dd { margin: 0; overflow-wrap: anywhere; }
    dd .digest { display: block; }
    footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .88rem; }

    @media (max-width: 640px) {
      .wide { display: none; }
      .narrow { display: block; }
      .stacked, .stacked tbody, .stacked tr, .stacked caption { display: block; }
      .stacked thead { display: none; }
      .stacked tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
      .stacked tbody th { display: block; position: static; padding: 0; border: 0; font-weight: 650; }
      .stacked td { display: flex; justify-content: space-between; gap: 1rem; padding: .1rem 0; border: 0; text-align: right; white-space: normal; overflow-wrap: anywhere; }
      .stacked td > * { min-width: 0; }
      .stacked td::before { content: attr(data-label); color: var(--muted); text-align: left; }
      dl { grid-template-columns: 1fr; gap: 0; }
      dd { margin-bottom: .5rem; }
    }
    @media print {
      @page { size: A4; margin: 14mm; }
      :root {
        color-scheme: light; --paper: #ffffff; --ink: #000000; --muted: #444444; --line: #bbbbbb; --panel: #ffffff; --accent: #000000;
        --band-1: #e6ebf1; --band-2: #d3dce6; --series-1: #0072b2; --series-2: #b84a00; --series-3: #00794f; --series-4: #8a4a86;
        --warning: #6a4500; --warning-panel: #ffffff; --fine: #1a7f4b; --look: #8a5a00; --poor: #b3261e;
      }
      body { max-width: none; padding: 0; font-size: 10pt; }
      .wide { display: block; } .narrow { display: none; }
      nav { display: none; }
      .card, .chart, tr, figure { break-inside: avoid; }
      h2, h3, caption { break-after: avoid; }
      details::details-content { display: block; content-visibility: visible; height: auto; }
      details > summary { list-style: none; }
      .table { overflow: visible; }
      table { font-size: 7.5pt; table-layout: auto; }
      thead { display: table-header-group; }
      th, td { padding: 2pt 4pt; overflow-wrap: anywhere; }
      td.number { overflow-wrap: normal; }
      tbody th { position: static; min-width: 0; }
      .sources tbody th { min-width: 0; }
      .stacked.many, .stacked.many tbody, .stacked.many caption { display: block; }
      .stacked.many thead { display: none; }
      .stacked.many tr { display: grid; grid-template-columns: repeat(3, 1fr); gap: 0 14pt; padding: 3pt 0; border-bottom: 1px solid var(--line); }
      .stacked.many tbody th { grid-column: 1 / -1; padding: 0; border: 0; font-weight: 650; }
      .stacked.many td { display: flex; justify-content: space-between; gap: 6pt; padding: 0; border: 0; white-space: normal; }
      .stacked.many td::before { content: attr(data-label); color: var(--muted); text-align: left; }
    }
    """
}
