package dev.nightshift.cache;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/*
 * A pool on disk is a list of what requests have added to it, in any order and any number; what they
 * have in common is added up when it is read. So adding is appending, whoever else does it too.
 *
 *   observable: length 4, UTF-8 | row: columns x 8 | the pool's own bytes
 */
/** What one request has added to a pool, or several that were joined. */
record PoolRecord(Pool.Key key, Pool pool) {
  byte[] encode() {
    byte[] observable = key.observable().getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer =
        ByteBuffer.allocate(4 + observable.length + 8 * key.row().size() + pool.bytes());
    buffer.putInt(observable.length).put(observable);
    key.row().forEach(buffer::putDouble);
    pool.write(buffer);
    return buffer.array();
  }

  /** Empty where the payload is of another form, which a right checksum does not exclude. */
  static Optional<PoolRecord> decode(EntryHeader header, byte[] payload) {
    ByteBuffer buffer = ByteBuffer.wrap(payload);
    try {
      byte[] observable = new byte[Math.clamp(buffer.getInt(), 0, payload.length)];
      buffer.get(observable);
      List<Double> row = new ArrayList<>(header.parameters().size());
      for (int i = 0; i < header.parameters().size(); i++) {
        row.add(buffer.getDouble());
      }
      Pool pool =
          header.kind() == EntryKind.COUNTS ? Pool.Counts.read(buffer) : Pool.Values.read(buffer);
      return Optional.of(
          new PoolRecord(new Pool.Key(new String(observable, StandardCharsets.UTF_8), row), pool));
    } catch (BufferUnderflowException ofAnotherForm) {
      return Optional.empty();
    }
  }

  /** The pools of a file, each joined, in the order in which they were begun. */
  static Map<Pool.Key, Pool> joined(EntryHeader header, Records records) {
    Map<Pool.Key, Pool> pools = new LinkedHashMap<>();
    for (byte[] payload : records.payloads()) {
      decode(header, payload)
          .ifPresent(record -> pools.merge(record.key(), record.pool(), Pool::plus));
    }
    return pools;
  }
}
