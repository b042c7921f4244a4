package dev.nightshift.sim.noise;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.ArrayList;
import java.util.List;

/**
 * Alternatives of which one happens, drawn without a look at the state.
 *
 * @param terms probabilities above 0 that add up to 1
 */
public record Mixture(List<Term> terms) {

  /**
   * One alternative.
   *
   * @param channels that then happen, in order; none where nothing does
   */
  public record Term(double probability, List<Channel> channels) {
    public Term {
      channels = List.copyOf(channels);
    }
  }

  /**
   * Drops terms that never happen and scales rounding away.
   *
   * @throws NightshiftException NOISE_INVALID when a probability is negative or they do not add up
   *     to 1, within 1e-8 as in Aer
   */
  public Mixture {
    double sum = 0;
    for (Term term : terms) {
      if (!(term.probability() >= -Channel.TOLERANCE)) {
        throw new NightshiftException(
            ErrorCode.NOISE_INVALID,
            "an error has a term of probability %s; give 0 to 1".formatted(term.probability()));
      }
      sum += Math.max(0, term.probability());
    }
    if (!(Math.abs(sum - 1) <= Channel.TOLERANCE)) {
      throw new NightshiftException(
          ErrorCode.NOISE_INVALID,
          "the probabilities of an error add up to %s; they must add up to 1".formatted(sum));
    }
    List<Term> kept = new ArrayList<>(terms.size());
    for (Term term : terms) {
      if (term.probability() > 0) {
        kept.add(new Term(term.probability() / sum, term.channels()));
      }
    }
    terms = List.copyOf(kept);
  }

  /** A mixture of one. */
  public static Mixture certainly(Channel channel) {
    return new Mixture(List.of(new Term(1, List.of(channel))));
  }

  Mixture on(List<Integer> places) {
    return new Mixture(
        terms.stream()
            .map(term ->
                new Term(
                    term.probability(),
                    term.channels().stream().map(channel -> channel.on(places)).toList()))
            .toList());
  }
}
