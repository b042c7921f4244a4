package dev.nightshift.cache;

import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.Workload;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/**
 * A backend whose every shot is a coin: observables are +1 or -1, bits 1 or 0 with the same
 * probability, and errors are those of the shots seen, as a simulator has them. Thread-safe.
 */
final class CoinBackend implements Backend {
  private final double probability;
  private final SplittableRandom random;

  /**
   * @param probability of +1, and of a bit that is 1
   */
  CoinBackend(double probability, long seed) {
    this.probability = probability;
    this.random = new SplittableRandom(seed);
  }

  double expected() {
    return 2 * probability - 1;
  }

  @Override
  public String name() {
    return "coin";
  }

  @Override
  public synchronized JobResult run(JobRequest request) {
    List<PubResult> results =
        request.pubs().stream()
            .map(pub -> {
              int shots = (int) Workload.shots(pub, request.options());
              return pub instanceof Pub.Sampler sampler
                  ? sampled(sampler, shots)
                  : estimated(pub.shape(), shots);
            })
            .toList();
    return new JobResult("job", results);
  }

  private PubResult estimated(Shape shape, int shots) {
    double[] evs = new double[shape.size()];
    double[] stds = new double[shape.size()];
    Arrays.setAll(
        evs,
        e -> {
          int sum = 0;
          for (int shot = 0; shot < shots; shot++) {
            sum += toss() ? 1 : -1;
          }
          return (double) sum / shots;
        });
    Arrays.setAll(stds, e -> Math.sqrt((1 - evs[e] * evs[e]) / shots));
    return new PubResult.Estimated(shape, evs, stds, shots);
  }

  private PubResult sampled(Pub.Sampler pub, int shots) {
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    pub.circuit()
        .bitRegisters()
        .forEach(register -> {
          BitArray bits = BitArray.blank(pub.shape(), shots, register.size());
          int stride = BitArray.stride(register.size());
          for (int shot = 0; shot < shots * pub.shape().size(); shot++) {
            for (int bit = 0; bit < register.size(); bit++) {
              if (toss()) {
                bits.bytes()[shot * stride + stride - 1 - bit / 8] |= (byte) (1 << bit % 8);
              }
            }
          }
          registers.put(register.name(), bits);
        });
    return new PubResult.Sampled(pub.shape(), registers);
  }

  private boolean toss() {
    return random.nextDouble() < probability;
  }

  @Override
  public void close() {}
}
