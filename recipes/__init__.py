"""The practicals of the course, one module each: `from kerascnn.recipes import train_mnist; train_mnist.run()`."""
