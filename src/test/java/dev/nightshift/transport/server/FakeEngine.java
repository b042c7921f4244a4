package dev.nightshift.transport.server;

import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.BitArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose answers are easy to foresee: the expectation of an element is the sum of its
 * row's parameters, every sample is all ones. It can be made to wait and to fail.
 */
final class FakeEngine implements Backend {
  final AtomicInteger runs = new AtomicInteger();
  volatile CountDownLatch gate = new CountDownLatch(0);
  volatile @Nullable RuntimeException failure;

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public JobResult run(JobRequest request) {
    runs.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    RuntimeException fault = failure;
    if (fault != null) {
      throw fault;
    }
    List<PubResult> results = new ArrayList<>();
    for (Pub pub : request.pubs()) {
      results.add(
          switch (pub) {
            case Pub.Estimator estimator -> sums(estimator);
            case Pub.Sampler sampler -> ones(sampler);
          });
    }
    return new JobResult("fake", results);
  }

  private static PubResult sums(Pub.Estimator pub) {
    int[] rows = pub.bindings().shape().indicesIn(pub.shape());
    double[] evs = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int column = 0; column < pub.bindings().columns(); column++) {
        evs[i] += pub.bindings().value(rows[i], column);
      }
    }
    return new PubResult.Estimated(pub.shape(), evs, new double[evs.length], 0);
  }

  private static PubResult ones(Pub.Sampler pub) {
    int shots = pub.shots() == null ? 1 : pub.shots();
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    pub.circuit()
        .bitRegisters()
        .forEach(register -> {
          int stride = BitArray.stride(register.size());
          byte[] bytes = new byte[pub.shape().size() * shots * stride];
          for (int i = 0; i < bytes.length; i++) {
            int bits = i % stride == 0 ? register.size() - 8 * (stride - 1) : 8;
            bytes[i] = (byte) ((1 << bits) - 1);
          }
          registers.put(register.name(), new BitArray(pub.shape(), shots, register.size(), bytes));
        });
    return new PubResult.Sampled(pub.shape(), registers);
  }

  @Override
  public void close() {}
}
