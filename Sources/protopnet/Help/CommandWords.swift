import ArgumentParser
import Experiments

/// Commands that other programs have under other names, and slips of the keyboard.
enum CommandWords {
  /// What is meant by a word that is no command; every command is one of ours, maybe with one below it.
  static let meant = [
    "train": "run", "fit": "run", "start": "run", "resume": "run", "continue": "run",
    "go": "run", "fine-tune": "run", "finetune": "run", "project": "run", "push": "run",
    "prune": "run", "sweep": "run", "repeat": "run",
    "validate": "check", "lint": "check", "plan": "check", "dry-run": "check", "estimate": "check",
    "test": "evaluate", "eval": "evaluate", "score": "evaluate", "accuracy": "evaluate",
    "ensemble": "evaluate", "benchmark": "evaluate",
    "plot": "report", "page": "report", "html": "report", "visualize": "report",
    "summary": "report", "figures": "report", "curves": "report",
    "predict": "explain", "classify": "explain", "infer": "explain", "inference": "explain",
    "why": "explain", "prototypes": "explain", "neighbors": "explain", "local": "explain",
    "new": "init", "create": "init", "setup": "init", "begin": "init",
    "results": "table", "show": "table", "list": "status", "ls": "status", "ps": "status",
    "progress": "status", "watch": "status", "queue": "status", "jobs": "status",
    "diff": "compare", "audit": "verify", "reproduce": "verify", "replay": "verify",
    "sbatch": "submit", "slurm": "submit", "cluster": "cluster-file",
    "measure": "metrics", "purity": "metrics", "interpretability": "metrics",
    "grad": "gradients", "backward": "gradients",
    "prepare": "data prepare", "augment": "data augment", "inspect": "data inspect",
    "synthesize": "data synthesize", "dataset": "data", "datasets": "data", "download": "data",
    "import": "weights import", "convert": "weights import", "pretrained": "weights import",
    "tensorboard": "export tensorboard", "web": "serve", "gui": "serve", "ui": "serve",
    "server": "serve", "version": "--version", "man": "help", "explain-key": "help",
  ]

  /// Refuses a first word that is no command, with the one that is meant.
  ///
  /// `all` are the commands, `shown` those that a person calls.
  ///
  /// - Throws: `ValidationError` for it; commands and options pass.
  static func check(_ word: String?, all: [String], shown: [String]) throws {
    guard let word, !word.hasPrefix("-"), !all.contains(word) else { return }
    let likely = meant[word.lowercased()] ?? Suggestion.nearest(to: word, among: shown)
    let hint =
      likely.map { "; did you mean 'protopnet \($0)'?" }
      ?? "; the commands are \(shown.joined(separator: ", "))"
    throw ValidationError("there is no command '\(word)'\(hint)")
  }
}
