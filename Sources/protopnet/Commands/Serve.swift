import ArgumentParser
import Foundation
import HTTP
import Runs

/// `protopnet serve`: a page on this machine that follows runs and explains pictures.
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show runs as they train, their pages, and what networks see in a picture of yours.",
    discussion: """
      A page for browsers on this machine, until Ctrl-C. It keeps nothing: pictures lie in a temporary \
      folder while it runs. Whoever reaches the address may look at all results and have pictures \
      explained; there is no password, so leave --host alone unless everybody on that network may.

        protopnet serve results
      """
  )

  @Argument(help: "The folder of all runs.", completion: .directory)
  var results = "results"

  @Option(help: "The port; 0 takes any that is free.")
  var port: UInt16 = 7007

  @Option(
    help: "The address to listen at; others than this machine's own are reached from elsewhere."
  )
  var host = "127.0.0.1"

  @Option(
    help: """
      The data set whose training images prototypes are cut from; looked for by the runs' experiments where \
      it is not given.
      """,
    completion: .directory
  )
  var dataset: String?

  func run() throws {
    Signals.askForEnd()
    // A process that is spoken to may be gone.
    signal(SIGPIPE, SIG_IGN)
    let server: HTTPServer
    var limits = HTTPServer.Limits()
    // A form is more than its picture.
    limits.bodyByteCount = (Site.mostMegabytes + 1) * 1_000_000
    do {
      server = try HTTPServer(host: host, port: port, limits: limits)
    } catch {
      Console.note("error: \(error)")
      throw ExitCode(1)
    }
    if !server.isLoopback {
      Console.note(
        "warning: everybody who reaches \(server.host) may look at all results and send pictures; there is "
          + "no password"
      )
    }
    if !FileManager.default.fileExists(atPath: results) {
      Console.note("warning: the folder \(results) is not there yet; runs are shown when it is")
    }
    // From here on there is something to remove at the end.
    try Signals.interruption.heed { try serve(server) }
    if Signals.interruption.request == SIGINT { throw ExitCode(Signals.exitCode(of: SIGINT)) }
  }

  private func serve(_ server: HTTPServer) throws {
    let desk = try ExplanationDesk(dataset: dataset)
    defer { desk.end() }
    let site = Site(
      gate: Gate(
        host: server.host,
        port: server.port,
        isLoopback: server.isLoopback,
        machine: ProcessInfo.processInfo.hostName
      ),
      results: URL(fileURLWithPath: results, isDirectory: true),
      desk: desk,
      describing: { Failure($0).message.replacing("error: ", with: "") }
    )
    Console.print(
      "http://\(Gate.written(server.host)):\(server.port)/ shows \(results); Ctrl-C ends it"
    )
    server.serve(site) { Signals.interruption.request != nil }
  }
}

/// The process in which `protopnet serve` has pictures explained.
struct ServeExplainer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: ExplainerService.command,
    abstract: "Explain pictures for 'serve', which calls this.",
    shouldDisplay: false
  )

  func run() throws {
    ExplainerService { Failure($0).message.replacing("error: ", with: "") }.serve()
  }
}
