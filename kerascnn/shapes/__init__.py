"""The arithmetic of convolutional networks: output sizes, parameters, multiply-adds, receptive fields."""
