/// The style of pages of explanations, beside that of every page.
enum ExplanationStyle {
  static let text: Markup = """
    .explained { display: flex; flex-wrap: wrap; gap: 1.5rem 2.5rem; align-items: flex-start; }
    .explained .verdict { flex: 1 1 20rem; min-width: 0; }
    .explained .subject { width: auto; margin: 0; background: none; flex: 0 1 320px; }
    .explained figcaption { color: var(--muted); font-size: .82rem; margin-top: .4rem; max-width: 320px; }
    .marked { position: relative; max-width: 320px; }
    .marked img { display: block; width: 320px; max-width: 100%; height: auto; border-radius: 6px; }
    .mark { position: absolute; border: 2px solid #ffd400; outline: 1px solid rgba(0, 0, 0, .65); text-decoration: none; }
    .mark.weak { border-style: dashed; }
    .mark b { position: absolute; top: -2px; left: -2px; min-width: 1.35em; padding: 0 .2em; background: #ffd400; color: #14171a; font-size: .8rem; line-height: 1.35; text-align: center; }
    .mark:nth-of-type(2) b { left: auto; right: -2px; }
    .mark:nth-of-type(3) b { top: auto; bottom: -2px; }
    .mark:nth-of-type(4) b { top: auto; bottom: -2px; left: auto; right: -2px; }
    .mark:nth-of-type(5) b { left: 50%; }
    .mark:focus-visible, .mark:hover { outline: 3px solid var(--accent); }
    .figures { display: flex; flex-wrap: wrap; gap: .75rem 2rem; margin: 1rem 0; }
    .figures dt { font-size: .85rem; }
    .figures dd { font-size: 1.6rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }

    .legend { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .6rem; font-size: .85rem; font-variant-numeric: tabular-nums; }
    .legend img { display: block; border-radius: 2px; max-width: 50%; }
    .ledger { list-style: none; margin: 0; padding: 0; }
    .evidence { padding: 1rem 0; border-top: 1px solid var(--line); scroll-margin-top: 1rem; }
    .evidence:target { background: var(--panel); }
    .evidence h3 { margin: 0 0 .6rem; font-size: 1rem; overflow-wrap: anywhere; }
    .ordinal { display: inline-block; min-width: 1.5em; padding: 0 .3em; background: #ffd400; color: #14171a; border-radius: 3px; text-align: center; }
    .reasoning { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: flex-start; }
    .evidence .pictures { flex: 0 1 auto; display: grid; grid-template-columns: repeat(4, minmax(0, 184px)); gap: .5rem; }
    .evidence .picture { font-size: .82rem; }
    .evidence .picture img { width: 184px; max-width: 100%; background: none; }
    .evidence span.picture { max-width: 184px; }
    .account { flex: 1 1 17rem; min-width: 0; max-width: 34rem; }
    .product { display: block; margin: 0; font-variant-numeric: tabular-nums; }
    .product .line { display: flex; justify-content: space-between; gap: .75rem; padding: .1rem 0; }
    .product dt { min-width: 0; }
    .product dd { text-align: right; margin: 0; }
    .product .points { border-top: 1px solid var(--line); font-size: 1.1rem; font-weight: 650; }
    .plus { color: var(--series-1); } .minus { color: var(--series-2); }
    .meter { display: block; height: 4px; margin-top: .15rem; background: var(--band-2); border-radius: 2px; }
    .meter i { display: block; height: 100%; background: var(--series-1); border-radius: 2px; }
    .caution { margin: .35rem 0; padding: .2rem .6rem; border-left: 3px solid var(--warning); background: var(--warning-panel); font-size: .88rem; }
    .caution b { color: var(--warning); }
    .evidence .facts { margin: .35rem 0 0; color: var(--muted); font-size: .82rem; }
    .sum { display: flex; justify-content: space-between; gap: 1rem; padding: .5rem 0; margin: 0; border-top: 1px solid var(--line); font-variant-numeric: tabular-nums; }
    .sum.all { border-top: 2px solid var(--ink); font-size: 1.1rem; }

    .comparison .pair { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; }
    .comparison .pair img { object-fit: contain; border-radius: 3px; }
    .comparison .bar { display: block; width: 8rem; max-width: 100%; margin: .25rem 0 0 auto; height: 6px; background: none; }
    .comparison .bar i { margin-left: auto; }
    tfoot th, tfoot td { border-top: 2px solid var(--ink); border-bottom: 0; font-weight: 650; }
    tfoot th { text-align: left; }
    .waterfall { max-width: 60rem; }
    .waterfall th { min-width: 7rem; font-weight: 400; }
    .waterfall .track { position: relative; width: 60%; min-width: 8rem; padding: 0; }
    .waterfall i { position: absolute; top: 22%; height: 56%; min-width: 1px; background: var(--series-1); }
    .waterfall i.minus { background: var(--series-2); } .waterfall i.total { background: var(--ink); }
    .waterfall .zero { position: absolute; top: 0; bottom: 0; width: 1px; background: var(--line); }
    .waterfall .all th, .waterfall .all td.number { font-weight: 650; }
    .fidelity, .votes { width: auto; }
    .votes .chosen > * { background: var(--band-1); }

    .strip { list-style: none; margin: .5rem 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 200px), 1fr)); gap: 1rem; font-size: .88rem; }
    .strip li { padding: .5rem; border: 3px solid var(--series-2); border-radius: 6px; overflow-wrap: anywhere; }
    .strip li.own { border-color: var(--series-3); }
    .strip .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .3rem; margin-bottom: .3rem; }
    .strip img { width: 100%; aspect-ratio: 1; object-fit: contain; }
    .attention { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: flex-start; }
    .attention figure { margin: 0; flex: 0 1 auto; max-width: 100%; }
    .attention .pair { display: flex; gap: .4rem; }
    .attention img { width: 200px; max-width: 50%; height: auto; }
    .attention .pair img:only-child { max-width: 100%; }
    .attention figcaption { max-width: 26rem; font-size: .88rem; margin-top: .4rem; }
    .attention figure:not(:last-child) figcaption { max-width: 200px; }
    details.network { margin: .5rem 0; padding: .25rem 1rem; border: 1px solid var(--line); border-radius: 8px; background: none; }
    .neighbors { margin: 0 0 1.25rem; }

    @media (max-width: 700px) {
      .evidence .pictures { grid-template-columns: repeat(2, minmax(0, 184px)); }
      .waterfall .track { width: 40%; min-width: 5rem; }
      .comparison tbody th, .waterfall th, .fidelity tbody th { position: static; min-width: 0; }
      .comparison .bar { width: 4rem; }
      .comparison .pair img { width: 48px; height: 48px; }
      th, td { padding-left: .4rem; padding-right: .4rem; }
    }
    @media print {
      .evidence, .strip li, .attention figure, tr, .legend { break-inside: avoid; }
      .evidence .pictures { grid-template-columns: repeat(4, minmax(0, 3.4cm)); }
      .meter, .meter i, .bar i, .waterfall i, .mark b, .ordinal, .caution { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      h2 { break-after: avoid; }
    }
    """
}
