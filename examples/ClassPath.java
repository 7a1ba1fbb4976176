import org.jacobi.data.Dataset;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.optim.Adam;
import org.jacobi.train.Trainer;

void main() {
  float[][] features = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  var data = Dataset.of(features, new int[] {0, 1, 1, 0}, "equal", "different");
  var trainer = Trainer.builder(new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 2)))
      .loss(new CrossEntropyLoss())
      .optimizer(new Adam(0.05))
      .batchSize(4).epochs(200).seed(1)
      .build();
  IO.println("accuracy " + trainer.fit(data).last().train().metric());
}
