package dev.nightshift.cache;

import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run asked its cache for.
 *
 * @param backend it ran on
 * @param ended when it closed its cache
 * @param hits values that were served
 * @param pooled values that shots of earlier requests stood behind
 * @param reasons why others were not served, with how many values
 * @param missed what could have been held and was not, each set of parts once
 * @param values that were missed, for each of those
 * @param others values of further sets of parts
 */
public record LastRun(
    String backend,
    Instant ended,
    long hits,
    long pooled,
    Map<Miss, Long> reasons,
    List<Wanted> missed,
    List<Long> values,
    long others) {

  /** As it is on disk. */
  private record Document(
      String backend,
      String ended,
      long hits,
      long pooled,
      Map<String, Long> reasons,
      long others,
      List<Missed> missed) {}

  private record Missed(
      String kind,
      String first,
      long values,
      List<String> parameters,
      List<Double> row,
      Map<String, String> parts) {
    Wanted wanted() {
      Map<Part, String> texts = new LinkedHashMap<>();
      parts.forEach((part, text) -> texts.put(Part.valueOf(part), text));
      return new Wanted(
          EntryKind.valueOf(kind),
          new Parts(texts),
          parameters,
          row,
          "",
          Optional.of(Instant.parse(first)));
    }
  }

  /**
   * Reads what a run left.
   *
   * @throws dev.nightshift.base.error.NightshiftException MESSAGE_MALFORMED where it is no JSON,
   *     IO_FAILED where it cannot be read
   */
  static Optional<LastRun> read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException notYet) {
      return Optional.empty();
    } catch (IOException failed) {
      throw AtomicFile.failure(file, failed);
    }
    Document document = Json.read(bytes, Document.class);
    Map<Miss, Long> reasons = new EnumMap<>(Miss.class);
    document.reasons().forEach((reason, values) -> reasons.put(Miss.valueOf(reason), values));
    return Optional.of(
        new LastRun(
            document.backend(),
            Instant.parse(document.ended()),
            document.hits(),
            document.pooled(),
            reasons,
            document.missed().stream().map(Missed::wanted).toList(),
            document.missed().stream().map(Missed::values).toList(),
            document.others()));
  }
}
