/// One record of an event file: a moment, a step, and what was then.
///
/// The messages are `Event`, `SessionLog`, `Summary` and `Summary.Image`, of which only the fields that are
/// written here are spelled out. Values of 0 that protobuf leaves out are left out.
/// Source: tensorboard/compat/proto/event.proto and summary.proto.
package struct Event: Equatable {
  /// Seconds since 1970.
  package var time: Double
  package var step: Int
  package var content: Content

  package enum Content: Equatable {
    /// The first event of a file.
    case version
    /// A writer begins: what a reader knows of this step and later ones holds no more.
    case start
    case scalar(tag: String, Float)
    /// A PNG file and its extents.
    case picture(tag: String, png: [UInt8], width: Int, height: Int)
  }

  package init(time: Double, step: Int, content: Content) {
    (self.time, self.step, self.content) = (time, step, content)
  }

  /// The event as it lies in a file, in a frame of the format TFRecord: its length, the length's checksum, the
  /// message, and the message's checksum.
  package var framed: [UInt8] {
    let message = message.bytes
    let length = UInt64(message.count).littleEndianBytes
    return length + CRC32C.masked(length).littleEndianBytes + message
      + CRC32C.masked(message).littleEndianBytes
  }

  private var message: ProtobufMessage {
    var message = ProtobufMessage()
    if time != 0 { message.add(1, time) }
    if step != 0 { message.add(2, step) }
    switch content {
    case .version: message.add(3, "brain.Event:2")
    case .start: message.add(7, ProtobufMessage.start)
    case .scalar(let tag, let value):
      message.add(5, ProtobufMessage.summary(tag) { $0.add(2, value) })
    case .picture(let tag, let png, let width, let height):
      var picture = ProtobufMessage()
      picture.add(1, height)
      picture.add(2, width)
      picture.add(3, Self.rgb)
      picture.add(4, bytes: png)
      message.add(5, ProtobufMessage.summary(tag) { $0.add(4, picture) })
    }
    return message
  }

  /// `Summary.Image`'s colour space of red, green and blue.
  private static let rgb = 3
}

extension ProtobufMessage {
  /// A `SessionLog` of the status START.
  fileprivate static let start: ProtobufMessage = {
    var log = ProtobufMessage()
    log.add(1, 1)
    return log
  }()

  /// A `Summary` of one value.
  fileprivate static func summary(
    _ tag: String,
    _ add: (inout ProtobufMessage) -> Void
  ) -> ProtobufMessage {
    var value = ProtobufMessage()
    value.add(1, tag)
    add(&value)
    var summary = ProtobufMessage()
    summary.add(1, value)
    return summary
  }
}
