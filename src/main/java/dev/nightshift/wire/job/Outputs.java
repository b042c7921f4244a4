package dev.nightshift.wire.job;

import dev.nightshift.job.JobResult;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.BitArray;
import dev.nightshift.wire.qpy.OutputRegister;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Bits as the registers of the request have them, where the circuit that ran has one row of all
 * bits in their place.
 */
final class Outputs {
  private Outputs() {}

  /**
   * The result in the request's registers.
   *
   * @param registers one entry a pub; empty where the circuit's registers are the request's
   */
  static JobResult reported(
      JobResult result, List<? extends Optional<List<OutputRegister>>> registers) {
    if (registers.stream().allMatch(Optional::isEmpty)) {
      return result;
    }
    List<PubResult> pubs = new ArrayList<>(result.pubs().size());
    for (int i = 0; i < result.pubs().size(); i++) {
      PubResult pub = result.pubs().get(i);
      List<OutputRegister> asked = registers.get(i).orElse(null);
      pubs.add(
          asked != null && pub instanceof PubResult.Sampled sampled
              ? regrouped(sampled, asked)
              : pub);
    }
    return new JobResult(result.jobId(), pubs);
  }

  private static PubResult.Sampled regrouped(
      PubResult.Sampled sampled, List<OutputRegister> asked) {
    BitArray all = sampled.registers().firstEntry().getValue();
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    asked.forEach(register -> registers.put(register.name(), picked(all, register.bits())));
    return new PubResult.Sampled(sampled.shape(), registers);
  }

  private static BitArray picked(BitArray all, List<Integer> bits) {
    int stride = BitArray.stride(bits.size());
    int rows = all.shape().size() * all.shots();
    byte[] bytes = new byte[Math.multiplyExact(rows, stride)];
    for (int row = 0; row < rows; row++) {
      for (int bit = 0; bit < bits.size(); bit++) {
        if (all.bit(row / all.shots(), row % all.shots(), bits.get(bit))) {
          bytes[(row + 1) * stride - 1 - bit / 8] |= (byte) (1 << bit % 8);
        }
      }
    }
    return new BitArray(all.shape(), all.shots(), bits.size(), bytes);
  }
}
