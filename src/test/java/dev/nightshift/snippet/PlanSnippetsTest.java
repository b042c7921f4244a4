package dev.nightshift.snippet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.plan.PlanEstimate;
import dev.nightshift.experiment.plan.Planner;
import dev.nightshift.experiment.plan.Venues;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.DeviceCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanSnippetsTest {
  @Test
  void plan() {
    // @start region="plan"
    RunConfig config =
        RunConfig.read(Path.of("configs/nano-gpt-smoke.yaml"), List.of("quantum.shots=64"));
    Venues venues =
        new Venues(Providers.standard(null, Map.of()), DeviceCatalog.standard(null, Map.of()));

    PlanEstimate estimate =
        new Planner(Corpora.ofThisUser(), _ -> {})
            .plan(config, List.of(venues.find("twin:nightshift_line5")), true, 10)
            .entries()
            .getFirst()
            .estimate();

    estimate.total().jobs(); // 126
    estimate.largestJob().orElseThrow().shots(); // 102400
    // @end
    assertThat(estimate.total().jobs()).isEqualTo(126);
    assertThat(estimate.largestJob().orElseThrow().shots()).isEqualTo(102_400);
  }
}
