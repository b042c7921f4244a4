package dev.nightshift.value;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real-weighted sum of Pauli strings of one width, dimensionless.
 *
 * @param terms in the order given; labels print the highest qubit first
 */
public record Observable(List<Term> terms) {
  /**
   * One weighted Pauli string.
   *
   * @param pauli letters I, X, Y, Z; the rightmost acts on qubit 0
   * @param coefficient finite
   */
  public record Term(String pauli, double coefficient) {
    public Term {
      if (pauli.isEmpty()) {
        throw invalid("a Pauli string is empty; give one letter I, X, Y or Z a qubit");
      }
      for (int i = 0; i < pauli.length(); i++) {
        char letter = pauli.charAt(i);
        if ("IXYZ".indexOf(letter) < 0) {
          throw invalid(
              "Pauli string '%s' has the letter '%s' at position %d; use I, X, Y and Z only"
                  .formatted(pauli, letter, i));
        }
      }
      if (!Double.isFinite(coefficient)) {
        throw invalid(
            "the coefficient of '%s' is %s; it must be finite".formatted(pauli, coefficient));
      }
    }

    /** Bit k is set where the letter on qubit k is X or Y. */
    public long xMask() {
      return mask('X', 'Y');
    }

    /** Bit k is set where the letter on qubit k is Z or Y. */
    public long zMask() {
      return mask('Z', 'Y');
    }

    private long mask(char first, char second) {
      long mask = 0;
      int width = pauli.length();
      for (int qubit = 0; qubit < Math.min(width, 64); qubit++) {
        char letter = pauli.charAt(width - 1 - qubit);
        if (letter == first || letter == second) {
          mask |= 1L << qubit;
        }
      }
      return mask;
    }
  }

  public Observable {
    terms = List.copyOf(terms);
    if (terms.isEmpty()) {
      throw invalid("an observable has no terms; give at least one Pauli string");
    }
    int width = terms.getFirst().pauli().length();
    for (Term term : terms) {
      if (term.pauli().length() != width) {
        throw invalid(
            "Pauli strings '%s' and '%s' of one observable have different lengths"
                .formatted(terms.getFirst().pauli(), term.pauli()));
      }
    }
  }

  /** The observable of one Pauli string with coefficient 1. */
  public static Observable of(String pauli) {
    return new Observable(List.of(new Term(pauli, 1.0)));
  }

  public static Observable of(Map<String, Double> terms) {
    List<Term> list = new ArrayList<>(terms.size());
    terms.forEach((pauli, coefficient) -> list.add(new Term(pauli, coefficient)));
    return new Observable(list);
  }

  public int qubits() {
    return terms.getFirst().pauli().length();
  }

  /** The sum of the absolute coefficients: no expectation value exceeds it. */
  public double norm() {
    double norm = 0;
    for (Term term : terms) {
      norm += Math.abs(term.coefficient());
    }
    return norm;
  }

  /**
   * The same without the identity: so much at most does one shot spread about it, and the standard
   * error of n shots is this over the root of n at most.
   */
  public double spread() {
    double spread = 0;
    for (Term term : terms) {
      spread +=
          term.pauli().chars().allMatch(letter -> letter == 'I') ? 0 : Math.abs(term.coefficient());
    }
    return spread;
  }

  private static NightshiftException invalid(String message) {
    return new NightshiftException(ErrorCode.OBSERVABLE_INVALID, message);
  }
}
