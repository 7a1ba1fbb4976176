package org.jacobi.train;

import java.util.ArrayList;
import java.util.List;

/** Remembers what a training run told. */
class Recorder implements TrainingListener {
  final List<String> calls = new ArrayList<>();
  final List<Integer> rows = new ArrayList<>();
  final List<Double> losses = new ArrayList<>();

  @Override
  public void started(TrainingPlan plan) {
    calls.add("started " + plan.totalSteps() + " of " + plan.stepsPerEpoch());
  }

  @Override
  public void stepDone(StepRecord step) {
    calls.add("step " + step.step() + " = " + step.epoch() + "." + step.stepInEpoch());
    rows.add(step.rows());
    losses.add(step.loss());
  }

  @Override
  public void epochDone(EpochRecord epoch) {
    calls.add("epoch " + epoch.epoch());
  }

  @Override
  public void finished(History history) {
    calls.add("finished " + history.end());
  }
}
