package dev.nightshift.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/*
 * The entry with all parts alike may be there and lack the row: then the binding differs, or the
 * observable of a pool. Else the nearest entry is the one of the same kind that differs in the fewest
 * parts, of several the latest. Where something is known to have been missed at an instant, entries
 * made since do not count, and rows that are alike have come since.
 */
/** Says what differs between what was asked for and what is held. */
final class Explainer {
  /** Parameters that differ and are named; the rest are counted. */
  private static final int NAMED = 4;

  private record Held(Path file, EntryHeader header) {}

  private final List<Held> all = new ArrayList<>();

  Explainer(List<Path> files) throws IOException {
    for (Path file : files) {
      EntryHeader.read(file).ifPresent(header -> all.add(new Held(file, header)));
    }
  }

  Explanation explain(Wanted wanted) throws IOException {
    Instant limit = wanted.missed().orElse(Instant.MAX);
    List<Held> sameKind =
        all.stream()
            .filter(one ->
                one.header().kind() == wanted.kind() && one.header().created().isBefore(limit))
            .toList();
    Optional<Held> own =
        sameKind.stream().filter(one -> one.header().parts().equals(wanted.parts())).findAny();
    if (own.isPresent()) {
      Optional<Explanation> within = within(wanted, own.get());
      if (within.isPresent()) {
        return within.get();
      }
    }
    return sameKind.stream()
        .filter(one -> !one.header().parts().equals(wanted.parts()))
        .min(
            Comparator.comparingInt(
                    (Held one) -> wanted.parts().differences(one.header().parts()).size())
                .thenComparing(one -> one.header().created(), Comparator.reverseOrder()))
        .map(one ->
            new Explanation(
                wanted,
                false,
                0,
                name(one.file()),
                wanted.parts().differences(one.header().parts())))
        .orElseGet(() -> new Explanation(wanted, false, 0, "", List.of()));
  }

  /** Empty where the entry is without rows that could be held against the one that is wanted. */
  private static Optional<Explanation> within(Wanted wanted, Held own) throws IOException {
    if (wanted.kind() == EntryKind.SEEDED) {
      return Optional.of(new Explanation(wanted, true, 0, name(own.file()), List.of()));
    }
    Pool.Key key = new Pool.Key(wanted.observable(), wanted.row());
    Map<Pool.Key, Long> held = rows(own);
    Long shots = held.get(key);
    if (shots != null && wanted.missed().isEmpty()) {
      return Optional.of(new Explanation(wanted, true, shots, name(own.file()), List.of()));
    }
    return held.keySet().stream()
        .filter(one -> !one.equals(key))
        .min(
            Comparator.comparingInt(
                    (Pool.Key one) -> one.observable().equals(key.observable()) ? 0 : 1)
                .thenComparingInt(one -> apart(one.row(), key.row()))
                .thenComparingDouble(one -> distance(one.row(), key.row())))
        .map(one -> new Explanation(wanted, false, 0, name(own.file()), differences(wanted, one)));
  }

  /** What an entry has rows of, and the shots behind each; 0 where exact. */
  private static Map<Pool.Key, Long> rows(Held own) throws IOException {
    EntryHeader header = own.header();
    Map<Pool.Key, Long> rows = new LinkedHashMap<>();
    Records records = Records.of(header, Files.readAllBytes(own.file()), header.encode().length);
    if (header.kind().pooled()) {
      PoolRecord.joined(header, records).forEach((key, pool) -> rows.put(key, pool.shots()));
      return rows;
    }
    for (byte[] payload : records.payloads()) {
      ByteBuffer buffer = ByteBuffer.wrap(payload);
      rows.put(
          new Pool.Key(
              "", Stream.generate(buffer::getDouble).limit(header.parameters().size()).toList()),
          0L);
    }
    return rows;
  }

  private static List<Parts.Difference> differences(Wanted wanted, Pool.Key nearest) {
    List<Parts.Difference> differences = new ArrayList<>();
    List<String> asked = new ArrayList<>();
    List<String> held = new ArrayList<>();
    for (int i = 0; i < wanted.row().size(); i++) {
      if (!wanted.row().get(i).equals(nearest.row().get(i))) {
        asked.add(wanted.parameters().get(i) + "=" + wanted.row().get(i));
        held.add(wanted.parameters().get(i) + "=" + nearest.row().get(i));
      }
    }
    if (!asked.isEmpty()) {
      differences.add(new Parts.Difference(Part.BINDING, some(asked), some(held)));
    }
    if (!wanted.observable().equals(nearest.observable())) {
      differences.add(
          new Parts.Difference(Part.OBSERVABLE, wanted.observable(), nearest.observable()));
    }
    return differences;
  }

  private static String some(List<String> values) {
    return values.size() <= NAMED
        ? String.join(", ", values)
        : "%s and %d more"
            .formatted(String.join(", ", values.subList(0, NAMED)), values.size() - NAMED);
  }

  private static int apart(List<Double> a, List<Double> b) {
    int apart = 0;
    for (int i = 0; i < a.size(); i++) {
      apart += a.get(i).equals(b.get(i)) ? 0 : 1;
    }
    return apart;
  }

  private static double distance(List<Double> a, List<Double> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += Math.abs(a.get(i) - b.get(i));
    }
    return sum;
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
