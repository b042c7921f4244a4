package dev.nightshift.wire.aer;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What Aer gave for an {@link AerJob}. */
public sealed interface AerAnswer {
  /**
   * Expectation values.
   *
   * @param values row-major {@code [rows][observables]}
   */
  record Values(double[] values) implements AerAnswer {}

  /** For every row how often each value of the circuit's bits was read, bit 0 the lowest. */
  record Counts(List<SortedMap<BigInteger, Integer>> rows) implements AerAnswer {}

  /** In Aer's own words. */
  record Refused(String why) implements AerAnswer {}

  /**
   * Reads the answer to a job.
   *
   * @throws NightshiftException MESSAGE_MALFORMED when it is no answer to that job
   */
  static AerAnswer read(byte[] json, AerJob job) {
    JsonNode answer = Json.tree(json, "an answer of qiskit-aer");
    JsonNode refused = answer.path("refused");
    if (refused.isString()) {
      return new Refused(refused.stringValue());
    }
    return job.shots() == 0 ? values(answer, job) : counts(answer, job);
  }

  private static Values values(JsonNode answer, AerJob job) {
    JsonNode list = answer.path("values");
    int expected = job.rows() * job.observables().size();
    if (!list.isArray() || list.size() != expected) {
      throw malformed("%d values".formatted(expected), answer);
    }
    double[] values = new double[expected];
    for (int i = 0; i < expected; i++) {
      JsonNode value = list.get(i);
      if (!value.isNumber()) {
        throw malformed("numbers", value);
      }
      values[i] = value.doubleValue();
    }
    return new Values(values);
  }

  private static Counts counts(JsonNode answer, AerJob job) {
    JsonNode list = answer.path("counts");
    if (!list.isArray() || list.size() != job.rows()) {
      throw malformed("counts of %d rows".formatted(job.rows()), answer);
    }
    List<SortedMap<BigInteger, Integer>> rows = new ArrayList<>();
    for (JsonNode row : list) {
      SortedMap<BigInteger, Integer> counts = new TreeMap<>();
      long sum = 0;
      for (String key : row.propertyNames()) {
        JsonNode count = row.get(key);
        if (!key.matches("0x[0-9a-fA-F]+") || !count.isInt() || count.intValue() < 0) {
          throw malformed("counts by hexadecimal value", row);
        }
        counts.merge(new BigInteger(key.substring(2), 16), count.intValue(), Integer::sum);
        sum += count.intValue();
      }
      if (sum != job.shots()) {
        throw malformed("%d shots a row".formatted(job.shots()), row);
      }
      rows.add(counts);
    }
    return new Counts(rows);
  }

  private static NightshiftException malformed(String expected, JsonNode found) {
    String text = found.toString();
    return new NightshiftException(
        ErrorCode.MESSAGE_MALFORMED,
        "an answer of qiskit-aer should hold %s, found %s"
            .formatted(expected, text.length() > 100 ? text.substring(0, 100) + "..." : text));
  }
}
