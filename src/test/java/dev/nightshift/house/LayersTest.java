package dev.nightshift.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The floors of ARCHITECTURE.md as law: a room sees lower floors only. */
class LayersTest {
  static final List<List<String>> FLOORS =
      List.of(
          List.of("base"),
          List.of("value", "kernel"),
          List.of("circuit"),
          List.of("qasm", "sim"),
          List.of("transpile"),
          List.of("job"),
          List.of("wire"),
          List.of("queue", "backend", "cache"),
          List.of("transport"),
          List.of("result"),
          List.of("report", "learn"),
          List.of("experiment"),
          List.of("cli"));

  /** Guests and the rooms they may enter; a prefix of a package each. */
  static final Map<String, List<String>> GUESTS =
      Map.ofEntries(
          Map.entry("org.antlr..", List.of("qasm")),
          Map.entry("tools.jackson..", List.of("wire")),
          Map.entry("com.fasterxml..", List.of("wire")),
          Map.entry("okhttp3..", List.of("transport")),
          Map.entry("okio..", List.of("transport")),
          Map.entry("io.github.resilience4j..", List.of("transport")),
          Map.entry("io.helidon..", List.of("transport")),
          Map.entry("ai.djl..", List.of("learn")),
          Map.entry("picocli..", List.of("cli")),
          Map.entry("me.tongfei..", List.of("cli")),
          Map.entry("com.github.benmanes..", List.of("cache")),
          Map.entry("org.hipparchus..", List.of("backend")),
          Map.entry("org.jdbi..", List.of("queue")),
          Map.entry("org.flywaydb..", List.of("queue")),
          Map.entry("com.zaxxer..", List.of("queue")),
          Map.entry("jdk.incubator..", List.of("kernel")));

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.nightshift");

  @Test
  void aRoomSeesLowerFloorsOnly() {
    LayeredArchitecture law =
        layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
    for (List<String> floor : FLOORS) {
      for (String room : floor) {
        law = law.layer(room).definedBy("dev.nightshift." + room + "..");
      }
    }
    List<String> below = new ArrayList<>();
    for (List<String> floor : FLOORS) {
      for (String room : floor) {
        law =
            below.isEmpty()
                ? law.whereLayer(room).mayNotAccessAnyLayer()
                : law.whereLayer(room).mayOnlyAccessLayers(below.toArray(String[]::new));
      }
      below.addAll(floor);
    }

    law.check(HOUSE);
  }

  @Test
  void everyClassLivesInARoom() {
    String[] rooms =
        FLOORS.stream()
            .flatMap(List::stream)
            .map(room -> "dev.nightshift." + room + "..")
            .toArray(String[]::new);

    classes().should().resideInAnyPackage(rooms).check(HOUSE);
  }

  @Test
  void roomsFormNoCycle() {
    slices().matching("dev.nightshift.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void aGuestStaysInItsRoom() {
    GUESTS.forEach((guest, rooms) ->
        noClasses()
            .that()
            .resideOutsideOfPackages(
                rooms.stream().map(room -> "dev.nightshift." + room + "..").toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(guest)
            .allowEmptyShould(true)
            .check(HOUSE));
  }

  @Test
  void everyPackageIsNullMarkedAndHasAPage() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<Path> packages =
          files
              .filter(path -> path.toString().endsWith(".java"))
              .map(Path::getParent)
              .distinct()
              .toList();

      assertThat(packages)
          .isNotEmpty()
          .allSatisfy(folder ->
              assertThat(folder.resolve("package-info.java"))
                  .content()
                  .contains("@NullMarked")
                  .contains("/**"));
    }
  }

  @Test
  void theLawCoversTheWholeHouse() {
    assertThat(HOUSE.stream().map(JavaClass::getPackageName).distinct()).hasSizeGreaterThan(3);
  }
}
