package dev.nightshift.backend;

import dev.nightshift.sim.noise.NoisyStep.Axis;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Terms of an observable that are read in the same shots: on each qubit their letters are equal or
 * I. Of any width.
 *
 * @param axes by qubit, of those that are read
 */
record Setting(Map<Integer, Axis> axes, List<Observable.Term> terms) {

  /** Greedy, in the order of the terms; those of I only need no shots and are left out. */
  static List<Setting> of(Observable observable) {
    List<Setting> settings = new ArrayList<>();
    for (Observable.Term term : observable.terms()) {
      Map<Integer, Axis> own = axes(term);
      if (own.isEmpty()) {
        continue;
      }
      Setting home = null;
      for (int k = 0; k < settings.size() && home == null; k++) {
        home = settings.get(k).fits(own) ? settings.get(k) : null;
      }
      if (home == null) {
        home = new Setting(new TreeMap<>(), new ArrayList<>());
        settings.add(home);
      }
      home.axes.putAll(own);
      home.terms.add(term);
    }
    return settings;
  }

  /** The sum of the coefficients of I...I. */
  static double constant(Observable observable) {
    double constant = 0;
    for (Observable.Term term : observable.terms()) {
      constant += axes(term).isEmpty() ? term.coefficient() : 0;
    }
    return constant;
  }

  /** The letters of a term that are not I, by qubit. */
  static Map<Integer, Axis> axes(Observable.Term term) {
    Map<Integer, Axis> axes = new TreeMap<>();
    String letters = term.pauli();
    for (int qubit = 0; qubit < letters.length(); qubit++) {
      switch (letters.charAt(letters.length() - 1 - qubit)) {
        case 'X' -> axes.put(qubit, Axis.X);
        case 'Y' -> axes.put(qubit, Axis.Y);
        case 'Z' -> axes.put(qubit, Axis.Z);
        default -> {}
      }
    }
    return axes;
  }

  private boolean fits(Map<Integer, Axis> other) {
    return other.entrySet().stream()
        .allMatch(entry -> axes.getOrDefault(entry.getKey(), entry.getValue()) == entry.getValue());
  }
}
