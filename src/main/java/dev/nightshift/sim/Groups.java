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
   * @param x bits of the qubits measured along X or Y
   * @param z bits of the qubits measured along Z or Y
   */
  record Group(int x, int z, List<Observable.Term> terms) {}

  static Groups of(Observable observable) {
    double constant = 0;
    List<Integer> xs = new ArrayList<>();
    List<Integer> zs = new ArrayList<>();
    List<List<Observable.Term>> members = new ArrayList<>();
    for (Observable.Term term : observable.terms()) {
      int x = (int) term.xMask();
      int z = (int) term.zMask();
      if ((x | z) == 0) {
        constant += term.coefficient();
        continue;
      }
      int home = 0;
      while (home < members.size() && !fits(x, z, xs.get(home), zs.get(home))) {
        home++;
      }
      if (home == members.size()) {
        xs.add(0);
        zs.add(0);
        members.add(new ArrayList<>());
      }
      xs.set(home, xs.get(home) | x);
      zs.set(home, zs.get(home) | z);
      members.get(home).add(term);
    }
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      groups.add(new Group(xs.get(i), zs.get(i), List.copyOf(members.get(i))));
    }
    return new Groups(constant, List.copyOf(groups));
  }

  /** Whether every setting reads a single term. */
  boolean isOneTermEach() {
    return groups.stream().allMatch(group -> group.terms().size() == 1);
  }

  private static boolean fits(int x, int z, int groupX, int groupZ) {
    int both = (x | z) & (groupX | groupZ);
    return ((x ^ groupX) & both) == 0 && ((z ^ groupZ) & both) == 0;
  }
}
