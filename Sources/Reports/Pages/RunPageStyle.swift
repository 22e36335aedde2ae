/// What the pages of runs and experiments add to the common style.
enum RunPageStyle {
  static let text: Markup = """

    .skip { position: absolute; left: -100rem; }
    .skip:focus { left: 1rem; top: .5rem; padding: .3rem .6rem; background: var(--paper); outline: 2px solid var(--accent); }
    .top { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 2rem; font-size: .9rem; }
    .top nav, nav.breadcrumb { margin: 0; padding: 0; border: 0; }
    .breadcrumb ol { display: flex; flex-wrap: wrap; gap: .25rem .5rem; list-style: none; margin: 0 0 .4rem; padding: 0; color: var(--muted); }
    .breadcrumb li + li::before { content: "/"; margin-right: .5rem; }
    nav.steps { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
    nav.steps .word { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

    .result { align-items: flex-end; gap: 1.25rem 4rem; }
    .score .figure { font-size: clamp(3rem, 9vw, 4.5rem); font-weight: 650; line-height: 1; margin: 0; letter-spacing: -.03em; }
    .score.beside .figure { font-size: clamp(2.2rem, 6vw, 3rem); color: var(--muted); }
    .sentence { font-size: 1.1rem; max-width: 62rem; margin: 1rem 0; }

    .strip { margin: 1.25rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: 10px; background: var(--panel); }
    .strip figcaption { margin-bottom: .75rem; }
    .strip .row { display: grid; grid-template-columns: minmax(0, 10.5rem) repeat(3, minmax(0, 1fr)); gap: 1rem 2rem; align-items: start; }
    .match { max-width: 18rem; }
    .match p { margin: .3rem 0 0; font-size: .8rem; font-variant-numeric: tabular-nums; }
    .pair { display: grid; grid-template-columns: 1fr 1.1rem 1fr; gap: .4rem; align-items: center; }
    .pair .like { text-align: center; color: var(--muted); font-size: 1.2rem; margin-top: -1.2rem; }
    .picture img { image-rendering: auto; }

    .badges { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 12.5rem), 1fr)); gap: .6rem; list-style: none; margin: 1.25rem 0; padding: 0; }
    .health { display: grid; grid-template-columns: 1fr auto; align-content: start; padding: .55rem .75rem; border: 1px solid var(--line); border-left: 5px solid var(--muted); border-radius: 6px; font-size: .85rem; line-height: 1.35; }
    .health.fine { border-left-color: var(--fine); } .health.look { border-left-color: var(--look); } .health.poor { border-left-color: var(--poor); }
    .health .value { font-weight: 650; font-variant-numeric: tabular-nums; font-size: 1.15rem; grid-column: 1 / -1; grid-row: 2; }
    .health .level { color: var(--muted); }
    .health.look .level { color: var(--look); font-weight: 600; } .health.poor .level { color: var(--poor); font-weight: 650; }
    .health .meaning { grid-column: 1 / -1; color: var(--muted); font-size: .8rem; }

    .filters { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin: 1rem 0; padding: .4rem .8rem .6rem; border: 1px solid var(--line); border-radius: 8px; font-size: .9rem; }
    .filters legend { color: var(--muted); padding: 0 .3rem; }
    body:has(#show-duplicate:checked) .card:not(.is-duplicate), body:has(#show-mixed:checked) .card:not(.is-mixed),
    body:has(#show-unused:checked) .card:not(.is-unused), body:has(#show-negative:checked) .card:not(.is-negative) { display: none; }
    section.class:not(:has(.card)), body:has(#show-duplicate:checked) section.class:not(:has(.is-duplicate)),
    body:has(#show-mixed:checked) section.class:not(:has(.is-mixed)), body:has(#show-unused:checked) section.class:not(:has(.is-unused)),
    body:has(#show-negative:checked) section.class:not(:has(.is-negative)) { display: none; }
    .nearest { display: grid; grid-template-columns: repeat(5, 1fr); gap: .3rem; list-style: none; margin: .5rem 0 0; padding: 0; }
    .nearest li { font-size: .68rem; line-height: 1.2; text-align: center; color: var(--muted); overflow-wrap: anywhere; }
    .nearest img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: var(--line); border: 3px solid var(--fine); border-radius: 3px; }
    .nearest .other img { border: 3px dashed var(--poor); }
    .own { color: var(--fine); font-weight: 600; } .other { color: var(--poor); font-weight: 600; }
    .nearest li.own { color: var(--muted); font-weight: 400; }
    :target { outline: 3px solid var(--accent); outline-offset: 3px; }
    .picture.tiny { width: 3rem; } .picture.tiny span { display: none; }
    nav.classes { font-size: .85rem; border: 0; margin: .5rem 0; }

    .mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 1rem; list-style: none; margin: .75rem 0; padding: 0; }
    .mistakes li { font-size: .82rem; overflow-wrap: anywhere; }
    .mistakes li:has(details[open]) { grid-column: 1 / -1; }
    .mistakes img { display: block; width: 9.5rem; max-width: 100%; aspect-ratio: 1; object-fit: contain; border-radius: 6px; background: var(--line); }
    .mistakes a.sheet img { border: 2px solid var(--accent); }
    .mistakes .match img { width: 100%; border: 0; }
    .mistakes p { margin: .3rem 0 0; }
    .mistakes .why { margin: .2rem 0; }
    .mistakes .why[open] { display: flex; flex-wrap: wrap; gap: .5rem 2rem; }
    .mistakes span.missing { width: 9.5rem; max-width: 100%; }
    .pairs { columns: 2 24rem; margin: .5rem 0; padding-left: 1.2rem; }
    .confusion { width: auto; font-size: .8rem; }
    .confusion thead th { vertical-align: bottom; padding: .3rem .1rem; border: 0; font-weight: 500; }
    .confusion thead th span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 11rem; line-height: 1; overflow-wrap: anywhere; }
    .confusion td { min-width: 1.9rem; padding: .25rem; text-align: center; border: 1px solid var(--line); }
    .confusion thead td { border: 0; }
    .confusion tbody th { white-space: nowrap; padding-right: .6rem; }
    .confusion .right { color: var(--muted); background: var(--band-1); }
    .confusion .wrong { font-weight: 650; background: color-mix(in srgb, var(--poor) var(--strength), var(--paper)); }
    .classes td.scale { width: 34%; }
    .track { display: block; position: relative; height: 1.1em; background: linear-gradient(var(--line), var(--line)) center / 100% 1px no-repeat; }
    .track i { position: absolute; }
    .track .range { top: calc(50% - 3px); height: 6px; border-radius: 3px; background: var(--series-1); opacity: .4; }
    .track .dot { top: calc(50% - 5px); width: 10px; height: 10px; margin-left: -5px; border-radius: 50%; background: var(--series-1); }
    .track .fill { left: 0; top: calc(50% - 5px); height: 10px; border-radius: 3px; background: var(--series-1); opacity: .75; }
    .track .whisker { top: calc(50% - 1px); height: 2px; background: var(--ink); }
    .calibration { display: grid; grid-template-columns: minmax(0, 22rem) minmax(0, 1fr); gap: 0 2.5rem; align-items: center; }
    .figures { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; list-style: none; margin: .75rem 0; padding: 0; }
    .figures li { max-width: 20rem; }
    .figures .figure { display: block; font-size: 1.9rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
    .figures .muted { display: block; font-size: .85rem; }
    pre { margin: .75rem 0; padding: .75rem 1rem; border-radius: 8px; background: var(--panel); white-space: pre-wrap; overflow-wrap: anywhere; }

    .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem; list-style: none; margin: 1rem 0; padding: 0; }
    .cards > li { padding: 1rem; border: 1px solid var(--line); border-radius: 10px; background: var(--panel); }
    .cards h3 { margin: 0; font-size: 1.05rem; }
    .cards .figure { font-size: 2rem; font-weight: 650; line-height: 1.2; margin: .3rem 0 0; font-variant-numeric: tabular-nums; }
    .cards p { margin: .25rem 0; font-size: .88rem; }
    .cards .shots { display: grid; grid-template-columns: repeat(5, 1fr); gap: .3rem; margin-top: .6rem; }
    .cards .shots img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; border-radius: 4px; background: var(--line); }
    .dots td.scale { width: 45%; }
    .sheet-frame iframe { width: 100%; height: 80vh; border: 1px solid var(--line); border-radius: 8px; background: var(--paper); }

    @media (max-width: 640px) {
      .matrix { display: none; }
      .calibration { grid-template-columns: minmax(0, 1fr); }
      .strip .row { grid-template-columns: minmax(0, 1fr); }
      .strip .whole { max-width: 10.5rem; }
      .classes td.scale, .classes th.scale { display: none; }
      .classes th, .classes td { padding: .35rem .35rem .35rem 0; overflow-wrap: anywhere; min-width: 0; }
      .dots thead { display: none; }
      .mistakes { grid-template-columns: repeat(2, minmax(0, 1fr)); }
    }
    @media print {
      .skip, .filters, nav.steps, nav.classes, .sheet-frame { display: none; }
      .strip, .health, .mistakes li, .cards > li { break-inside: avoid; }
      .mistakes { grid-template-columns: repeat(4, 1fr); }
      .gallery { grid-template-columns: repeat(3, minmax(0, 1fr)); }
      .confusion { font-size: 6.5pt; } .confusion td { min-width: 0; padding: 1pt; } .confusion tbody th { white-space: normal; }
      .mistakes .why { display: none; }
    }
    """
}
