package dev.nightshift.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.assertion.Golden;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class HtmlReportGoldenTest {
  private static Map<String, Circuit> circuits() {
    Map<String, Circuit> circuits = new LinkedHashMap<>();
    circuits.put(
        "head <1>",
        Circuit.builder(4)
            .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
            .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
            .build());
    return circuits;
  }

  @Test
  void thePageIsAsReviewed() {
    Golden.assertMatches("report/faithful.html", HtmlReport.of(Reports.faithful(), circuits()));
    Golden.assertMatches("report/plain.html", HtmlReport.of(Reports.withoutReference(), Map.of()));
  }

  @Test
  void whatModelsAndUsersWroteIsEscaped() {
    String page = HtmlReport.of(Reports.faithful(), circuits());

    assertThat(page)
        .doesNotContain("<script", "<b>the", "A <Processor>", "head <1>")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "A &lt;Processor&gt;", "head &lt;1&gt;");
  }

  @Test
  void thePageNeedsNothingFromElsewhere() {
    String page = HtmlReport.of(Reports.faithful(), circuits());

    assertThat(page.replace("xmlns=\"http://www.w3.org/2000/svg\"", ""))
        .doesNotContain("http://", "https://", "src=", "@import", "url(");
    assertThat(page).contains("default-src 'none'", "<meta name=\"viewport\"");
  }

  @Test
  void everyDrawingInThePageIsWellFormed() throws Exception {
    String page = HtmlReport.of(Reports.faithful(), circuits());
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    int drawings = 0;

    var matcher = Pattern.compile("(?s)<svg.*?</svg>").matcher(page);
    while (matcher.find()) {
      factory.newDocumentBuilder().parse(new InputSource(new StringReader(matcher.group())));
      drawings++;
    }

    assertThat(drawings).isEqualTo(3);
  }

  @Test
  void bothCurvesHaveAPointAndATooltipForEveryEvaluation() {
    String chart = LossChart.svg(Reports.faithful(), 1000, 380);

    assertThat(Pattern.compile("<circle class=\"dot classical\"").matcher(chart).results())
        .hasSize(20);
    assertThat(Pattern.compile("<circle class=\"dot hybrid\"").matcher(chart).results())
        .hasSize(20);
    assertThat(chart)
        .contains("<title>classical, step 950: loss 2.7006</title>")
        .contains("<title>hybrid, published: loss 2.7581</title>");
  }

  @Test
  void ticksAreRoundNumbersThatCoverTheRange() {
    assertThat(LossChart.ticks(2.7, 4.4, 6)).containsExactly(2.5, 3.0, 3.5, 4.0);
    assertThat(LossChart.ticks(0, 950, 8)).containsExactly(0.0, 200.0, 400.0, 600.0, 800.0);
    assertThat(LossChart.ticks(0, 1, 4)).containsExactly(0.0, 0.5, 1.0);
  }
}
