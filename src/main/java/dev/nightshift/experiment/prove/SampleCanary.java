package dev.nightshift.experiment.prove;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** Bits that are known: each shot of an ideal simulator is the same. */
record SampleCanary(String name, String certifies, List<Asked> pubs) implements Canary {
  /**
   * One pub.
   *
   * @param more shots of its own beyond the job's; 0: it names none
   * @param expected for every binding the bit string of every register, in order of declaration
   */
  record Asked(
      Circuit circuit, Bindings bindings, int more, List<SequencedMap<String, String>> expected) {
    Asked {
      expected = List.copyOf(expected);
    }

    Pub.Sampler pub(int shots) {
      return new Pub.Sampler(circuit, bindings, more == 0 ? null : (Integer) (shots + more));
    }
  }

  SampleCanary {
    pubs = List.copyOf(pubs);
  }

  @Override
  public JobRequest request(Margin margin, OptionalLong seed) {
    return JobRequest.sample(
        pubs.stream().map(pub -> pub.pub(margin.shots())).toList(),
        new JobOptions(OptionalInt.of(margin.shots()), OptionalDouble.empty(), seed));
  }

  @Override
  public Verdict judge(JobResult result, Margin margin) {
    if (result.pubs().size() != pubs.size()) {
      return fail(pubs.size() + " results", result.pubs().size() + " results");
    }
    Judged worst = judge(pubs.getFirst(), result.sampled(0), margin);
    for (int i = 1; i < pubs.size(); i++) {
      Judged judged = judge(pubs.get(i), result.sampled(i), margin);
      worst = judged.agreement() < worst.agreement() ? judged : worst;
    }
    return worst.verdict();
  }

  /**
   * A pub's verdict.
   *
   * @param agreement the share of shots in which its worst bit is right; -1 where the answer has
   *     another form than was asked for
   */
  private record Judged(Verdict verdict, double agreement) {}

  private Judged otherForm(String expected, String found) {
    return new Judged(fail(expected, found), -1);
  }

  private Judged judge(Asked asked, PubResult.Sampled found, Margin margin) {
    SequencedMap<String, String> widths = asked.expected().getFirst();
    if (!found.shape().equals(asked.bindings().shape())) {
      return otherForm("bits of shape " + asked.bindings().shape(), "shape " + found.shape());
    }
    List<String> names = List.copyOf(found.registers().sequencedKeySet());
    if (!names.equals(List.copyOf(widths.sequencedKeySet()))) {
      return otherForm("registers " + widths.sequencedKeySet(), "registers " + names);
    }
    int shots = margin.shots() + asked.more();
    for (var register : found.registers().sequencedEntrySet()) {
      BitArray bits = register.getValue();
      int width = string(widths, register.getKey()).length();
      if (bits.bits() != width) {
        return otherForm(
            "%d bits in %s".formatted(width, register.getKey()), "%d bits".formatted(bits.bits()));
      }
      if (bits.shots() != shots) {
        return otherForm(
            String.format(Locale.ROOT, "%,d shots", shots),
            String.format(Locale.ROOT, "%,d shots", bits.shots()));
      }
    }
    return judgeBits(asked, found.registers(), shots, margin);
  }

  private Judged judgeBits(
      Asked asked, SequencedMap<String, BitArray> registers, int shots, Margin margin) {
    double worst = Double.POSITIVE_INFINITY;
    int at = 0;
    for (int element = 0; element < asked.expected().size(); element++) {
      double agreement = agreement(asked.expected().get(element), registers, element);
      if (agreement < worst) {
        worst = agreement;
        at = element;
      }
    }
    String expected =
        String.format(Locale.ROOT, "%s in %,d shots", joined(asked.expected().get(at)), shots);
    String found =
        String.format(
            Locale.ROOT,
            "%s most often; each bit right in %.1f %% or more",
            mostFrequent(registers, at),
            100 * worst);
    return new Judged(
        worst >= margin.agreement() ? pass(expected, found) : fail(expected, found), worst);
  }

  /** The share of shots in which the worst of an element's bits is right. */
  private static double agreement(
      SequencedMap<String, String> expected,
      SequencedMap<String, BitArray> registers,
      int element) {
    double worst = 1;
    for (var register : registers.sequencedEntrySet()) {
      String wanted = string(expected, register.getKey());
      BitArray bits = register.getValue();
      for (int bit = 0; bit < bits.bits(); bit++) {
        boolean one = wanted.charAt(wanted.length() - 1 - bit) == '1';
        int right = 0;
        for (int shot = 0; shot < bits.shots(); shot++) {
          right += bits.bit(element, shot, bit) == one ? 1 : 0;
        }
        worst = Math.min(worst, (double) right / bits.shots());
      }
    }
    return worst;
  }

  private static String mostFrequent(SequencedMap<String, BitArray> registers, int element) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    List<BitArray> lastFirst = new ArrayList<>(registers.sequencedValues()).reversed();
    for (int shot = 0; shot < lastFirst.getFirst().shots(); shot++) {
      List<String> strings = new ArrayList<>();
      for (BitArray bits : lastFirst) {
        strings.add(bits.bitString(element, shot));
      }
      counts.merge(String.join(" ", strings), 1, Integer::sum);
    }
    String most = counts.firstKey();
    int times = 0;
    for (var count : counts.entrySet()) {
      if (count.getValue() > times) {
        times = count.getValue();
        most = count.getKey();
      }
    }
    return most;
  }

  /** The last declared register leftmost, as everywhere in this field. */
  private static String joined(SequencedMap<String, String> strings) {
    return String.join(" ", new ArrayList<>(strings.sequencedValues()).reversed());
  }

  private static String string(SequencedMap<String, String> strings, String register) {
    return Objects.requireNonNull(strings.get(register), register);
  }
}
