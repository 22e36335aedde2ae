extension StyleSheet {
  /// The style of cards of metrics and of badges that are no warnings.
  static let metrics: Markup = """
    .metrics { border-top: 1px solid var(--line); }
    details.metric { margin: 0; border-bottom: 1px solid var(--line); }
    details.metric summary { padding: .45rem 0; line-height: 1.7; }
    details.metric summary code { color: var(--muted); font-size: .8rem; margin-left: .6rem; }
    details.metric .figure { margin-left: .9rem; color: var(--muted); font-variant-numeric: tabular-nums; }
    details.metric .figure b { color: var(--ink); white-space: nowrap; }
    details.metric .undefined { margin-left: .9rem; color: var(--muted); font-style: italic; }
    details.metric dl { margin: .25rem 0 1rem 1.2rem; }
    details.metric dd { margin: 0; max-width: 48rem; overflow-wrap: anywhere; }
    .badge.seat { border-color: var(--line); color: var(--muted); }
    """
}
