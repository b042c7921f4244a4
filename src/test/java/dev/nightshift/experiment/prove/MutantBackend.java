package dev.nightshift.experiment.prove;

import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.Observable.Term;
import dev.nightshift.value.ObservablesArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A client with one mistake, of the kind and in the place that a seed says. */
final class MutantBackend implements Backend {
  /** What a client can get wrong, and the canary that is there for it. */
  enum Mistake {
    BITS_REVERSED("bit order"),
    BITS_SWAPPED("bit order"),
    BIT_FLIPPED("bit order"),
    REGISTERS_IN_OTHER_ORDER("bit order"),
    PARAMETERS_SORTED_UNPADDED("parameter order"),
    PARAMETERS_SWAPPED("parameter order"),
    LABELS_REVERSED("layout"),
    LABELS_SWAPPED("layout"),
    IDENTITY_DROPPED("identity"),
    IDENTITY_COUNTED_TWICE("identity"),
    IDENTITY_WITHOUT_COEFFICIENT("identity"),
    COEFFICIENTS_HALVED("scale"),
    COEFFICIENTS_DROPPED("scale"),
    SIGNS_DROPPED("scale"),
    ANGLES_NEGATED("angles"),
    ANGLES_HALVED("angles"),
    SHOTS_CHANGED("shots"),
    SHOTS_OF_PUBS_IGNORED("shots"),
    BROADCAST_TRANSPOSED("broadcasting"),
    ROWS_SWAPPED("parameter order"),
    SAMPLED_ROWS_SWAPPED("binding order");

    private final String canary;

    Mistake(String canary) {
      this.canary = canary;
    }

    String canary() {
      return canary;
    }
  }

  private final Backend inner;
  private final Mistake mistake;
  private final long seed;

  MutantBackend(Backend inner, Mistake mistake, long seed) {
    this.inner = inner;
    this.mistake = mistake;
    this.seed = seed;
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public JobResult run(JobRequest request) {
    JobResult result =
        inner.run(
            new JobRequest(
                request.program(),
                request.pubs().stream().map(this::sent).toList(),
                sent(request.options())));
    return new JobResult(result.jobId(), result.pubs().stream().map(this::received).toList());
  }

  private JobOptions sent(JobOptions options) {
    return mistake == Mistake.SHOTS_CHANGED && options.defaultShots().isPresent()
        ? new JobOptions(
            OptionalInt.of(changed(options.defaultShots().orElseThrow())),
            options.defaultPrecision(),
            options.seedSimulator())
        : options;
  }

  private int changed(int shots) {
    SplittableRandom random = random();
    return shots + (random.nextBoolean() ? 1 : -1) * random.nextInt(1, 200);
  }

  private Pub sent(Pub pub) {
    Bindings bindings = bindings(pub.bindings());
    return switch (pub) {
      case Pub.Sampler(var circuit, _, var shots) ->
          new Pub.Sampler(
              circuit,
              bindings,
              switch (mistake) {
                case SHOTS_CHANGED -> shots == null ? null : (Integer) changed(shots);
                case SHOTS_OF_PUBS_IGNORED -> null;
                default -> shots;
              });
      case Pub.Estimator(var circuit, var observables, _, var precision) ->
          new Pub.Estimator(circuit, observables(observables), bindings, precision);
    };
  }

  private Bindings bindings(Bindings given) {
    int columns = given.columns();
    return switch (mistake) {
      // Values go by position, and names p0, p1, p10, p11, p2 are sorted on the far side.
      case PARAMETERS_SORTED_UNPADDED -> {
        List<Integer> sorted = new ArrayList<>(IntStream.range(0, columns).boxed().toList());
        sorted.sort((a, b) -> ("p" + a).compareTo("p" + b));
        yield moved(given, column -> sorted.indexOf(column));
      }
      case PARAMETERS_SWAPPED -> columns < 2 ? given : moved(given, swap(columns));
      case ANGLES_NEGATED -> scaled(given, -1);
      case ANGLES_HALVED -> scaled(given, 0.5);
      case ROWS_SWAPPED -> {
        if (given.rows() < 2) {
          yield given;
        }
        IntUnaryOperator row = swap(given.rows());
        yield filled(given, i -> row.applyAsInt(i / columns) * columns + i % columns, 1);
      }
      default -> given;
    };
  }

  private static Bindings moved(Bindings given, IntUnaryOperator from) {
    int columns = given.columns();
    return columns == 0
        ? given
        : filled(given, i -> i / columns * columns + from.applyAsInt(i % columns), 1);
  }

  private static Bindings scaled(Bindings given, double factor) {
    return filled(given, i -> i, factor);
  }

  private static Bindings filled(Bindings given, IntUnaryOperator from, double factor) {
    double[] values =
        IntStream.range(0, given.values().length)
            .mapToDouble(i -> factor * given.values()[from.applyAsInt(i)])
            .toArray();
    return Bindings.of(given.parameters(), given.shape(), values);
  }

  /** Always the same numbers: a client errs alike in all its jobs. */
  private SplittableRandom random() {
    return new SplittableRandom(seed);
  }

  /** Exchanges two of the places below {@code size}. */
  private IntUnaryOperator swap(int size) {
    SplittableRandom random = random();
    int one = random.nextInt(size);
    int other = (one + random.nextInt(1, size)) % size;
    return i -> i == one ? other : i == other ? one : i;
  }

  private ObservablesArray observables(ObservablesArray given) {
    UnaryOperator<Observable> change =
        switch (mistake) {
          case LABELS_REVERSED ->
              terms(term ->
                  new Term(
                      new StringBuilder(term.pauli()).reverse().toString(), term.coefficient()));
          case LABELS_SWAPPED -> {
            IntUnaryOperator swap = swap(given.elements().getFirst().qubits());
            yield terms(term -> new Term(letters(term, swap), term.coefficient()));
          }
          case IDENTITY_DROPPED -> terms(term -> isIdentity(term) ? times(term, 0) : term);
          case IDENTITY_COUNTED_TWICE -> terms(term -> isIdentity(term) ? times(term, 2) : term);
          case IDENTITY_WITHOUT_COEFFICIENT ->
              terms(term -> isIdentity(term) ? new Term(term.pauli(), 1) : term);
          case COEFFICIENTS_HALVED -> terms(term -> times(term, 0.5));
          case COEFFICIENTS_DROPPED -> terms(term -> new Term(term.pauli(), 1));
          case SIGNS_DROPPED -> terms(term -> new Term(term.pauli(), Math.abs(term.coefficient())));
          default -> observable -> observable;
        };
    return new ObservablesArray(given.shape(), given.elements().stream().map(change).toList());
  }

  private static UnaryOperator<Observable> terms(UnaryOperator<Term> change) {
    return observable -> new Observable(observable.terms().stream().map(change).toList());
  }

  private static Term times(Term term, double factor) {
    return new Term(term.pauli(), factor * term.coefficient());
  }

  private static boolean isIdentity(Term term) {
    return term.pauli().chars().allMatch(letter -> letter == 'I');
  }

  private static String letters(Term term, IntUnaryOperator from) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < term.pauli().length(); i++) {
      letters.append(term.pauli().charAt(from.applyAsInt(i)));
    }
    return letters.toString();
  }

  private PubResult received(PubResult result) {
    return switch (result) {
      case PubResult.Estimated estimated when mistake == Mistake.BROADCAST_TRANSPOSED ->
          transposed(estimated);
      case PubResult.Estimated estimated -> estimated;
      case PubResult.Sampled sampled -> new PubResult.Sampled(sampled.shape(), bits(sampled));
    };
  }

  /** Values of two axes read with the first one running fastest. */
  private static PubResult.Estimated transposed(PubResult.Estimated given) {
    if (given.shape().rank() != 2) {
      return given;
    }
    int rows = given.shape().extents().getFirst();
    int columns = given.shape().extents().getLast();
    double[] evs =
        IntStream.range(0, rows * columns)
            .mapToDouble(i -> given.evs()[i % rows * columns + i / rows])
            .toArray();
    return new PubResult.Estimated(given.shape(), evs, given.stds(), given.shots());
  }

  private SequencedMap<String, BitArray> bits(PubResult.Sampled sampled) {
    List<String> names = List.copyOf(sampled.registers().sequencedKeySet());
    List<BitArray> arrays = List.copyOf(sampled.registers().sequencedValues());
    int width = arrays.stream().mapToInt(BitArray::bits).sum();
    int elements = sampled.shape().size();
    IntUnaryOperator bit = bitFrom(arrays, width);
    IntUnaryOperator element =
        mistake == Mistake.SAMPLED_ROWS_SWAPPED && elements > 1 ? swap(elements) : i -> i;
    int flipped = mistake == Mistake.BIT_FLIPPED ? random().nextInt(width) : -1;
    SequencedMap<String, BitArray> changed = new LinkedHashMap<>();
    int at = 0;
    for (int r = 0; r < arrays.size(); r++) {
      BitArray own = arrays.get(r);
      BitArray made = BitArray.blank(own.shape(), own.shots(), own.bits());
      int stride = BitArray.stride(own.bits());
      for (int e = 0; e < elements; e++) {
        for (int shot = 0; shot < own.shots(); shot++) {
          for (int b = 0; b < own.bits(); b++) {
            boolean one = read(arrays, element.applyAsInt(e), shot, bit.applyAsInt(at + b));
            if (one ^ at + b == flipped) {
              made.bytes()[(e * own.shots() + shot) * stride + stride - 1 - b / 8] |=
                  (byte) (1 << b % 8);
            }
          }
        }
      }
      changed.put(names.get(r), made);
      at += own.bits();
    }
    return changed;
  }

  /** Where each bit of all registers, one behind the other, is taken from. */
  private IntUnaryOperator bitFrom(List<BitArray> arrays, int width) {
    List<Integer> from = new ArrayList<>(IntStream.range(0, width).boxed().toList());
    int first = arrays.getFirst().bits();
    switch (mistake) {
      case BITS_REVERSED -> {
        Collections.reverse(from.subList(0, first));
        Collections.reverse(from.subList(first, width));
      }
      case REGISTERS_IN_OTHER_ORDER -> Collections.rotate(from, -first);
      case BITS_SWAPPED -> {
        IntUnaryOperator swap = swap(width);
        from.replaceAll(swap::applyAsInt);
      }
      default -> {}
    }
    return from::get;
  }

  private static boolean read(List<BitArray> arrays, int element, int shot, int bit) {
    int rest = bit;
    for (BitArray array : arrays) {
      if (rest < array.bits()) {
        return array.bit(element, shot, rest);
      }
      rest -= array.bits();
    }
    throw new IllegalArgumentException("bit " + bit + " is in no register");
  }
}
