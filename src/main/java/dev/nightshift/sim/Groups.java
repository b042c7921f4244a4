package dev.nightshift.sim;

import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.List;

/**
 * The terms of an observable in groups that one setting of the measured axes reads together: on
 * each qubit the letters of a group are equal or I. Greedy, in the order of the terms.
 *
 * @param constant the sum of the coefficients of I...I, which needs no shots
 */
record Groups(double constant, List<Group> groups) {

  /**
   * Terms measured together.
   *
   * @param axes the letter each qubit is measured along, I where it is not; highest qubit first
   */
  record Group(String axes, List<Observable.Term> terms) {
    /** Bits of the qubits measured along X or Y; of the lowest 32. */
    int x() {
      return (int) new Observable.Term(axes, 1).xMask();
    }

    /** Bits of the qubits measured along Z or Y; of the lowest 32. */
    int z() {
      return (int) new Observable.Term(axes, 1).zMask();
    }
  }

  static Groups of(Observable observable) {
    double constant = 0;
    List<char[]> axes = new ArrayList<>();
    List<List<Observable.Term>> members = new ArrayList<>();
    for (Observable.Term term : observable.terms()) {
      if (term.pauli().chars().allMatch(letter -> letter == 'I')) {
        constant += term.coefficient();
        continue;
      }
      int home = 0;
      while (home < members.size() && !fits(term.pauli(), axes.get(home))) {
        home++;
      }
      if (home == members.size()) {
        axes.add("I".repeat(term.pauli().length()).toCharArray());
        members.add(new ArrayList<>());
      }
      char[] own = axes.get(home);
      for (int i = 0; i < own.length; i++) {
        own[i] = own[i] == 'I' ? term.pauli().charAt(i) : own[i];
      }
      members.get(home).add(term);
    }
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      groups.add(new Group(new String(axes.get(i)), List.copyOf(members.get(i))));
    }
    return new Groups(constant, List.copyOf(groups));
  }

  /** Whether every setting reads a single term. */
  boolean isOneTermEach() {
    return groups.stream().allMatch(group -> group.terms().size() == 1);
  }

  private static boolean fits(String pauli, char[] axes) {
    for (int i = 0; i < axes.length; i++) {
      if (pauli.charAt(i) != 'I' && axes[i] != 'I' && pauli.charAt(i) != axes[i]) {
        return false;
      }
    }
    return true;
  }
}
