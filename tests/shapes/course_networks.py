"""Networks of public courses and tutorials as a student pastes them, in the words of this file.

The architectures are those of the sources that are named; all of them are written as a Sequential. `shapes` are the
output of each layer and `parameters` their count, as Keras 3.15 and PyTorch 2.13 give them: channels last for Keras,
first for PyTorch.
"""

from typing import NamedTuple

__all__ = ["KERAS", "PYTORCH", "Course"]


class Course(NamedTuple):
    """A network.

    Attributes:
        name: what it is.
        source: whose architecture it is.
        code: as it is pasted.
        image: the shape of the input, where the code does not say it.
        shapes: of the output of each layer, activations of other layers' arguments left out.
        parameters: of all layers; of PyTorch's with the running averages that it calls buffers.
    """

    name: str
    source: str
    code: str
    image: str
    shapes: str
    parameters: int


KERAS = (
    Course(
        "lenet",
        "Dive into Deep Learning, 7.6",
        """
net = tf.keras.models.Sequential([
    tf.keras.layers.Conv2D(filters=6, kernel_size=5, activation='sigmoid', padding='same', input_shape=(28, 28, 1)),
    tf.keras.layers.AvgPool2D(pool_size=2, strides=2),
    tf.keras.layers.Conv2D(filters=16, kernel_size=5, activation='sigmoid'),
    tf.keras.layers.AvgPool2D(pool_size=2, strides=2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(120, activation='sigmoid'),
    tf.keras.layers.Dense(84, activation='sigmoid'),
    tf.keras.layers.Dense(10)])
""",
        "",
        "28x28x6 14x14x6 10x10x16 5x5x16 400 120 84 10",
        61_706,
    ),
    Course(
        "lenet with batch normalisation",
        "Dive into Deep Learning, 8.5",
        """
net = tf.keras.models.Sequential()
net.add(tf.keras.layers.Conv2D(filters=6, kernel_size=5, input_shape=(28, 28, 1)))
net.add(tf.keras.layers.BatchNormalization())
net.add(tf.keras.layers.Activation('sigmoid'))
net.add(tf.keras.layers.AvgPool2D(pool_size=2, strides=2))
net.add(tf.keras.layers.Conv2D(filters=16, kernel_size=5))
net.add(tf.keras.layers.BatchNormalization())
net.add(tf.keras.layers.Activation('sigmoid'))
net.add(tf.keras.layers.AvgPool2D(pool_size=2, strides=2))
net.add(tf.keras.layers.Flatten())
net.add(tf.keras.layers.Dense(120))
net.add(tf.keras.layers.BatchNormalization())
net.add(tf.keras.layers.Activation('sigmoid'))
net.add(tf.keras.layers.Dense(84))
net.add(tf.keras.layers.BatchNormalization())
net.add(tf.keras.layers.Activation('sigmoid'))
net.add(tf.keras.layers.Dense(10))
""",
        "",
        "24x24x6 24x24x6 24x24x6 12x12x6 8x8x16 8x8x16 8x8x16 4x4x16 256 120 120 120 84 84 84 10",
        45_330,
    ),
    Course(
        "cifar-10",
        "TensorFlow's tutorial, Convolutional Neural Network",
        """
import tensorflow as tf
from tensorflow.keras import datasets, layers, models
import matplotlib.pyplot as plt

model = models.Sequential()
model.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(32, 32, 3)))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(64, (3, 3), activation='relu'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(64, (3, 3), activation='relu'))
model.summary()
model.add(layers.Flatten())
model.add(layers.Dense(64, activation='relu'))
model.add(layers.Dense(10))
""",
        "",
        "30x30x32 15x15x32 13x13x64 6x6x64 4x4x64 1024 64 10",
        122_570,
    ),
    Course(
        "mnist",
        "Keras's examples, Simple MNIST convnet",
        """
num_classes = 10
input_shape = (28, 28, 1)
model = keras.Sequential(
    [
        keras.Input(shape=input_shape),
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(num_classes, activation="softmax"),
    ]
)
""",
        "",
        "26x26x32 13x13x32 11x11x64 5x5x64 1600 1600 10",
        34_826,
    ),
    Course(
        "beginner",
        "TensorFlow's quickstart for beginners",
        """
model = tf.keras.models.Sequential([
  tf.keras.layers.Flatten(input_shape=(28, 28)),
  tf.keras.layers.Dense(128, activation='relu'),
  tf.keras.layers.Dropout(0.2),
  tf.keras.layers.Dense(10)
])
""",
        "",
        "784 128 128 10",
        101_770,
    ),
    Course(
        "cifar-10 of Keras 2",
        "Keras 2's examples, cifar10_cnn",
        """
from keras.models import Sequential
from keras.layers import Dense, Dropout, Activation, Flatten
from keras.layers import Conv2D, MaxPooling2D
num_classes = 10
model = Sequential()
model.add(Conv2D(32, (3, 3), padding='same', input_shape=(32, 32, 3)))
model.add(Activation('relu'))
model.add(Conv2D(32, (3, 3)))
model.add(Activation('relu'))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dropout(0.25))
model.add(Conv2D(64, (3, 3), padding='same'))
model.add(Activation('relu'))
model.add(Conv2D(64, (3, 3)))
model.add(Activation('relu'))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dropout(0.25))
model.add(Flatten())
model.add(Dense(512))
model.add(Activation('relu'))
model.add(Dropout(0.5))
model.add(Dense(num_classes))
model.add(Activation('softmax'))
""",
        "",
        "32x32x32 32x32x32 30x30x32 30x30x32 15x15x32 15x15x32 15x15x64 15x15x64 13x13x64 13x13x64 "
        "6x6x64 6x6x64 2304 512 512 512 10 10",
        1_250_858,
    ),
    Course(
        "mnist of Keras 2",
        "Keras 2's examples, mnist_cnn",
        """
model = Sequential()
model.add(Conv2D(32, kernel_size=(3, 3), activation='relu', input_shape=(28, 28, 1)))
model.add(Conv2D(64, (3, 3), activation='relu'))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dropout(0.25))
model.add(Flatten())
model.add(Dense(128, activation='relu'))
model.add(Dropout(0.5))
model.add(Dense(10, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='adadelta', metrics=['accuracy'])
""",
        "",
        "26x26x32 24x24x64 12x12x64 12x12x64 9216 128 128 10",
        1_199_882,
    ),
    Course(
        "cats and dogs",
        "Chollet, Deep Learning with Python, chapter 5",
        """
model = models.Sequential()
model.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(150, 150, 3)))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(64, (3, 3), activation='relu'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(128, (3, 3), activation='relu'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(128, (3, 3), activation='relu'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Flatten())
model.add(layers.Dropout(0.5))
model.add(layers.Dense(512, activation='relu'))
model.add(layers.Dense(1, activation='sigmoid'))
""",
        "",
        "148x148x32 74x74x32 72x72x64 36x36x64 34x34x128 17x17x128 15x15x128 7x7x128 6272 6272 512 1",
        3_453_121,
    ),
    Course(
        "separable convolutions",
        "Chollet, Deep Learning with Python, chapter 7",
        """
height, width, channels = 64, 64, 3
num_classes = 10
model = Sequential()
model.add(layers.SeparableConv2D(32, 3, activation='relu', input_shape=(height, width, channels,)))
model.add(layers.SeparableConv2D(64, 3, activation='relu'))
model.add(layers.MaxPooling2D(2))
model.add(layers.SeparableConv2D(64, 3, activation='relu'))
model.add(layers.SeparableConv2D(128, 3, activation='relu'))
model.add(layers.MaxPooling2D(2))
model.add(layers.SeparableConv2D(64, 3, activation='relu'))
model.add(layers.SeparableConv2D(128, 3, activation='relu'))
model.add(layers.GlobalAveragePooling2D())
model.add(layers.Dense(32, activation='relu'))
model.add(layers.Dense(num_classes, activation='softmax'))
""",
        "",
        "62x62x32 60x60x64 30x30x64 28x28x64 26x26x128 13x13x128 11x11x64 9x9x128 128 32 10",
        38_949,
    ),
    Course(
        "fashion",
        "Udacity, Intro to TensorFlow for Deep Learning, lesson 4",
        """
model = tf.keras.Sequential([
    tf.keras.layers.Conv2D(32, (3,3), padding='same', activation=tf.nn.relu,
                           input_shape=(28, 28, 1)),
    tf.keras.layers.MaxPooling2D((2, 2), strides=2),
    tf.keras.layers.Conv2D(64, (3,3), padding='same', activation=tf.nn.relu),
    tf.keras.layers.MaxPooling2D((2, 2), strides=2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation=tf.nn.relu),
    tf.keras.layers.Dense(10, activation=tf.nn.softmax)
])
""",
        "",
        "28x28x32 14x14x32 14x14x64 7x7x64 3136 128 10",
        421_642,
    ),
    Course(
        "flowers",
        "TensorFlow's tutorial, Image classification",
        """
img_height, img_width = 180, 180
num_classes = 5
data_augmentation = keras.Sequential(
  [
    layers.RandomFlip("horizontal", input_shape=(img_height, img_width, 3)),
    layers.RandomRotation(0.1),
    layers.RandomZoom(0.1),
  ]
)
model = Sequential([
  data_augmentation,
  layers.Rescaling(1./255),
  layers.Conv2D(16, 3, padding='same', activation='relu'),
  layers.MaxPooling2D(),
  layers.Conv2D(32, 3, padding='same', activation='relu'),
  layers.MaxPooling2D(),
  layers.Conv2D(64, 3, padding='same', activation='relu'),
  layers.MaxPooling2D(),
  layers.Dropout(0.2),
  layers.Flatten(),
  layers.Dense(128, activation='relu'),
  layers.Dense(num_classes, name="outputs")
])
""",
        "",
        "180x180x3 180x180x3 180x180x3 180x180x3 180x180x16 90x90x16 90x90x32 45x45x32 45x45x64 22x22x64 "
        "22x22x64 30976 128 5",
        3_989_285,
    ),
    Course(
        "horses and humans",
        "deeplearning.ai, Introduction to TensorFlow, week 4",
        """
model = tf.keras.models.Sequential([
    tf.keras.Input(shape=(300, 300, 3)),
    tf.keras.layers.Conv2D(16, (3,3), activation='relu'),
    tf.keras.layers.MaxPooling2D(2, 2),
    tf.keras.layers.Conv2D(32, (3,3), activation='relu'),
    tf.keras.layers.MaxPooling2D(2,2),
    tf.keras.layers.Conv2D(64, (3,3), activation='relu'),
    tf.keras.layers.MaxPooling2D(2,2),
    tf.keras.layers.Conv2D(64, (3,3), activation='relu'),
    tf.keras.layers.MaxPooling2D(2,2),
    tf.keras.layers.Conv2D(64, (3,3), activation='relu'),
    tf.keras.layers.MaxPooling2D(2,2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(512, activation='relu'),
    tf.keras.layers.Dense(1, activation='sigmoid')
])
""",
        "",
        "298x298x16 149x149x16 147x147x32 73x73x32 71x71x64 35x35x64 33x33x64 16x16x64 14x14x64 7x7x64 3136 512 1",
        1_704_097,
    ),
    Course(
        "happy house",
        "deeplearning.ai, Convolutional Neural Networks, week 1",
        """
model = tf.keras.Sequential([
    tfl.ZeroPadding2D(padding=3, input_shape=(64, 64, 3)),
    tfl.Conv2D(32, (7, 7)),
    tfl.BatchNormalization(axis=3),
    tfl.ReLU(),
    tfl.MaxPool2D(),
    tfl.Flatten(),
    tfl.Dense(1, activation='sigmoid')
])
""".replace("model =", "import tensorflow.keras.layers as tfl\nmodel ="),
        "",
        "70x70x3 64x64x32 64x64x32 64x64x32 32x32x32 32768 1",
        37_633,
    ),
    Course(
        "alexnet",
        "Dive into Deep Learning, 8.1",
        """
net = tf.keras.models.Sequential([
    tf.keras.layers.Conv2D(filters=96, kernel_size=11, strides=4, activation='relu'),
    tf.keras.layers.MaxPool2D(pool_size=3, strides=2),
    tf.keras.layers.Conv2D(filters=256, kernel_size=5, padding='same', activation='relu'),
    tf.keras.layers.MaxPool2D(pool_size=3, strides=2),
    tf.keras.layers.Conv2D(filters=384, kernel_size=3, padding='same', activation='relu'),
    tf.keras.layers.Conv2D(filters=384, kernel_size=3, padding='same', activation='relu'),
    tf.keras.layers.Conv2D(filters=256, kernel_size=3, padding='same', activation='relu'),
    tf.keras.layers.MaxPool2D(pool_size=3, strides=2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(4096, activation='relu'),
    tf.keras.layers.Dropout(0.5),
    tf.keras.layers.Dense(4096, activation='relu'),
    tf.keras.layers.Dropout(0.5),
    tf.keras.layers.Dense(10)
])
net.build(input_shape=(1, 224, 224, 1))
""",
        "",
        "54x54x96 26x26x96 26x26x256 12x12x256 12x12x384 12x12x384 12x12x256 5x5x256 6400 4096 4096 4096 4096 10",
        46_764_746,
    ),
    Course(
        "vgg-16",
        "Simonyan and Zisserman (2015), configuration D, as in Keras notebooks",
        """
model = Sequential()
model.add(Conv2D(input_shape=(224,224,3), filters=64, kernel_size=(3,3), padding="same", activation="relu"))
model.add(Conv2D(filters=64, kernel_size=(3,3), padding="same", activation="relu"))
model.add(MaxPool2D(pool_size=(2,2), strides=(2,2)))
model.add(Conv2D(filters=128, kernel_size=(3,3), padding="same", activation="relu"))
model.add(Conv2D(filters=128, kernel_size=(3,3), padding="same", activation="relu"))
model.add(MaxPool2D(pool_size=(2,2), strides=(2,2)))
model.add(Conv2D(filters=256, kernel_size=(3,3), padding="same", activation="relu"))
model.add(Conv2D(filters=256, kernel_size=(3,3), padding="same", activation="relu"))
model.add(Conv2D(filters=256, kernel_size=(3,3), padding="same", activation="relu"))
model.add(MaxPool2D(pool_size=(2,2), strides=(2,2)))
model.add(Conv2D(filters=512, kernel_size=(3,3), padding="same", activation="relu"))
model.add(Conv2D(filters=512, kernel_size=(3,3), padding="same", activation="relu"))
model.add(Conv2D(filters=512, kernel_size=(3,3), padding="same", activation="relu"))
model.add(MaxPool2D(pool_size=(2,2), strides=(2,2)))
model.add(Conv2D(filters=512, kernel_size=(3,3), padding="same", activation="relu"))
model.add(Conv2D(filters=512, kernel_size=(3,3), padding="same", activation="relu"))
model.add(Conv2D(filters=512, kernel_size=(3,3), padding="same", activation="relu"))
model.add(MaxPool2D(pool_size=(2,2), strides=(2,2)))
model.add(Flatten())
model.add(Dense(units=4096, activation="relu"))
model.add(Dense(units=4096, activation="relu"))
model.add(Dense(units=1000, activation="softmax"))
""",
        "",
        "224x224x64 224x224x64 112x112x64 112x112x128 112x112x128 56x56x128 56x56x256 56x56x256 "
        "56x56x256 28x28x256 28x28x512 28x28x512 28x28x512 14x14x512 14x14x512 14x14x512 14x14x512 "
        "7x7x512 25088 4096 4096 1000",
        138_357_544,
    ),
    Course(
        "network in network",
        "Dive into Deep Learning, 8.3",
        """
def_blocks = None
net = tf.keras.models.Sequential([
    tf.keras.Sequential([
        tf.keras.layers.Conv2D(96, 11, strides=4, padding='valid', activation='relu'),
        tf.keras.layers.Conv2D(96, kernel_size=1, activation='relu'),
        tf.keras.layers.Conv2D(96, kernel_size=1, activation='relu')]),
    tf.keras.layers.MaxPool2D(pool_size=3, strides=2),
    tf.keras.Sequential([
        tf.keras.layers.Conv2D(256, 5, strides=1, padding='same', activation='relu'),
        tf.keras.layers.Conv2D(256, kernel_size=1, activation='relu'),
        tf.keras.layers.Conv2D(256, kernel_size=1, activation='relu')]),
    tf.keras.layers.MaxPool2D(pool_size=3, strides=2),
    tf.keras.layers.Dropout(0.5),
    tf.keras.layers.Conv2D(10, 3, padding='same', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Reshape((1, 1, 10)),
    tf.keras.layers.Flatten(),
])
net.build((1, 224, 224, 1))
""".replace("def_blocks = None\n", ""),
        "",
        "54x54x96 54x54x96 54x54x96 26x26x96 26x26x256 26x26x256 26x26x256 12x12x256 12x12x256 12x12x10 10 1x1x10 10",
        799_626,
    ),
    Course(
        "dcgan's generator",
        "TensorFlow's tutorial, Deep Convolutional Generative Adversarial Network",
        """
model = tf.keras.Sequential()
model.add(layers.Dense(7*7*256, use_bias=False, input_shape=(100,)))
model.add(layers.BatchNormalization())
model.add(layers.LeakyReLU())
model.add(layers.Reshape((7, 7, 256)))
model.add(layers.Conv2DTranspose(128, (5, 5), strides=(1, 1), padding='same', use_bias=False))
model.add(layers.BatchNormalization())
model.add(layers.LeakyReLU())
model.add(layers.Conv2DTranspose(64, (5, 5), strides=(2, 2), padding='same', use_bias=False))
model.add(layers.BatchNormalization())
model.add(layers.LeakyReLU())
model.add(layers.Conv2DTranspose(1, (5, 5), strides=(2, 2), padding='same', use_bias=False, activation='tanh'))
""",
        "",
        "12544 12544 12544 7x7x256 7x7x128 7x7x128 7x7x128 14x14x64 14x14x64 14x14x64 28x28x1",
        2_330_944,
    ),
    Course(
        "dcgan's discriminator",
        "TensorFlow's tutorial, Deep Convolutional Generative Adversarial Network",
        """
model = tf.keras.Sequential()
model.add(layers.Conv2D(64, (5, 5), strides=(2, 2), padding='same', input_shape=[28, 28, 1]))
model.add(layers.LeakyReLU())
model.add(layers.Dropout(0.3))
model.add(layers.Conv2D(128, (5, 5), strides=(2, 2), padding='same'))
model.add(layers.LeakyReLU())
model.add(layers.Dropout(0.3))
model.add(layers.Flatten())
model.add(layers.Dense(1))
""",
        "",
        "14x14x64 14x14x64 14x14x64 7x7x128 7x7x128 7x7x128 6272 1",
        212_865,
    ),
    Course(
        "human activity",
        "Brownlee, 1D convolutional networks for human activity recognition",
        """
n_timesteps, n_features, n_outputs = 128, 9, 6
model = Sequential()
model.add(Conv1D(filters=64, kernel_size=3, activation='relu', input_shape=(n_timesteps, n_features)))
model.add(Conv1D(filters=64, kernel_size=3, activation='relu'))
model.add(Dropout(0.5))
model.add(MaxPooling1D(pool_size=2))
model.add(Flatten())
model.add(Dense(100, activation='relu'))
model.add(Dense(n_outputs, activation='softmax'))
""",
        "",
        "126x64 124x64 124x64 62x64 3968 100 6",
        411_650,
    ),
    Course(
        "computed tomography",
        "Keras's examples, 3D image classification from CT scans",
        """
width, height, depth = 128, 128, 64
model = keras.Sequential([
    keras.Input((width, height, depth, 1)),
    layers.Conv3D(filters=64, kernel_size=3, activation="relu"),
    layers.MaxPool3D(pool_size=2),
    layers.BatchNormalization(),
    layers.Conv3D(filters=64, kernel_size=3, activation="relu"),
    layers.MaxPool3D(pool_size=2),
    layers.BatchNormalization(),
    layers.Conv3D(filters=128, kernel_size=3, activation="relu"),
    layers.MaxPool3D(pool_size=2),
    layers.BatchNormalization(),
    layers.Conv3D(filters=256, kernel_size=3, activation="relu"),
    layers.MaxPool3D(pool_size=2),
    layers.BatchNormalization(),
    layers.GlobalAveragePooling3D(),
    layers.Dense(units=512, activation="relu"),
    layers.Dropout(0.3),
    layers.Dense(units=1, activation="sigmoid"),
], name="3dcnn")
""",
        "",
        "126x126x62x64 63x63x31x64 63x63x31x64 61x61x29x64 30x30x14x64 30x30x14x64 28x28x12x128 "
        "14x14x6x128 14x14x6x128 12x12x4x256 6x6x2x256 6x6x2x256 256 512 512 1",
        1_352_897,
    ),
    Course(
        "autoencoder",
        "Keras's blog, Building Autoencoders in Keras, as a Sequential",
        """
autoencoder = Sequential([
    Input(shape=(28, 28, 1)),
    Conv2D(16, (3, 3), activation='relu', padding='same'),
    MaxPooling2D((2, 2), padding='same'),
    Conv2D(8, (3, 3), activation='relu', padding='same'),
    MaxPooling2D((2, 2), padding='same'),
    Conv2D(8, (3, 3), activation='relu', padding='same'),
    MaxPooling2D((2, 2), padding='same'),
    Conv2D(8, (3, 3), activation='relu', padding='same'),
    UpSampling2D((2, 2)),
    Conv2D(8, (3, 3), activation='relu', padding='same'),
    UpSampling2D((2, 2)),
    Conv2D(16, (3, 3), activation='relu'),
    UpSampling2D((2, 2)),
    Conv2D(1, (3, 3), activation='sigmoid', padding='same'),
])
""",
        "",
        "28x28x16 14x14x16 14x14x8 7x7x8 7x7x8 4x4x8 4x4x8 8x8x8 8x8x8 16x16x8 14x14x16 28x28x16 28x28x1",
        4_385,
    ),
    Course(
        "steering",
        "Bojarski et al. (2016), End to End Learning for Self-Driving Cars, as in Udacity's behavioral cloning",
        """
model = Sequential()
model.add(Rescaling(1 / 127.5, -1, input_shape=(66, 200, 3)))
model.add(Conv2D(24, (5, 5), strides=(2, 2), activation='elu'))
model.add(Conv2D(36, (5, 5), strides=(2, 2), activation='elu'))
model.add(Conv2D(48, (5, 5), strides=(2, 2), activation='elu'))
model.add(Conv2D(64, (3, 3), activation='elu'))
model.add(Conv2D(64, (3, 3), activation='elu'))
model.add(Dropout(0.5))
model.add(Flatten())
model.add(Dense(100, activation='elu'))
model.add(Dense(50, activation='elu'))
model.add(Dense(10, activation='elu'))
model.add(Dense(1))
""",
        "",
        "66x200x3 31x98x24 14x47x36 5x22x48 3x20x64 1x18x64 1x18x64 1152 100 50 10 1",
        252_219,
    ),
    Course(
        "traffic signs",
        "A usual notebook on the German traffic sign benchmark",
        """
model = keras.models.Sequential([
    keras.layers.Conv2D(filters=16, kernel_size=(3,3), activation='relu', input_shape=(30, 30, 3)),
    keras.layers.Conv2D(filters=32, kernel_size=(3,3), activation='relu'),
    keras.layers.MaxPool2D(pool_size=(2, 2)),
    keras.layers.BatchNormalization(axis=-1),
    keras.layers.Conv2D(filters=64, kernel_size=(3,3), activation='relu'),
    keras.layers.Conv2D(filters=128, kernel_size=(3,3), activation='relu'),
    keras.layers.MaxPool2D(pool_size=(2, 2)),
    keras.layers.BatchNormalization(axis=-1),
    keras.layers.Flatten(),
    keras.layers.Dense(512, activation='relu', kernel_regularizer=keras.regularizers.l2(1e-4)),
    keras.layers.BatchNormalization(),
    keras.layers.Dropout(rate=0.5),
    keras.layers.Dense(43, activation='softmax')
])
""",
        "",
        "28x28x16 26x26x32 13x13x32 13x13x32 11x11x64 9x9x128 4x4x128 4x4x128 2048 512 512 512 43",
        1_171_275,
    ),
)

PYTORCH = (
    Course(
        "lenet",
        "Dive into Deep Learning, 7.6",
        """
net = nn.Sequential(
    nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.Sigmoid(),
    nn.AvgPool2d(kernel_size=2, stride=2),
    nn.Conv2d(6, 16, kernel_size=5), nn.Sigmoid(),
    nn.AvgPool2d(kernel_size=2, stride=2),
    nn.Flatten(),
    nn.Linear(16 * 5 * 5, 120), nn.Sigmoid(),
    nn.Linear(120, 84), nn.Sigmoid(),
    nn.Linear(84, 10))
X = torch.rand(size=(1, 1, 28, 28), dtype=torch.float32)
""",
        "1x28x28",
        "6x28x28 6x28x28 6x14x14 16x10x10 16x10x10 16x5x5 400 120 120 84 84 10",
        61_706,
    ),
    Course(
        "sixty minutes",
        "PyTorch's tutorial, Training a Classifier, as a Sequential",
        """
import torch
import torch.nn as nn
net = nn.Sequential(
    nn.Conv2d(3, 6, 5), nn.ReLU(),
    nn.MaxPool2d(2, 2),
    nn.Conv2d(6, 16, 5), nn.ReLU(),
    nn.MaxPool2d(2, 2),
    nn.Flatten(),
    nn.Linear(16 * 5 * 5, 120), nn.ReLU(),
    nn.Linear(120, 84), nn.ReLU(),
    nn.Linear(84, 10),
)
print(net(torch.zeros(4, 3, 32, 32)).shape)
""",
        "",
        "6x28x28 6x28x28 6x14x14 16x10x10 16x10x10 16x5x5 400 120 120 84 84 10",
        62_006,
    ),
    Course(
        "quickstart",
        "PyTorch's quickstart",
        """
model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(28*28, 512),
    nn.ReLU(),
    nn.Linear(512, 512),
    nn.ReLU(),
    nn.Linear(512, 10)
).to("cpu")
""",
        "1x28x28",
        "784 512 512 512 512 10",
        669_706,
    ),
    Course(
        "basic mnist",
        "PyTorch's examples, mnist, as a Sequential",
        """
model = nn.Sequential(
    nn.Conv2d(1, 32, 3, 1), nn.ReLU(),
    nn.Conv2d(32, 64, 3, 1), nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Dropout(0.25),
    nn.Flatten(1),
    nn.Linear(9216, 128), nn.ReLU(),
    nn.Dropout(0.5),
    nn.Linear(128, 10),
    nn.LogSoftmax(dim=1),
)
summary(model, (1, 28, 28))
""",
        "",
        "32x26x26 32x26x26 64x24x24 64x24x24 64x12x12 64x12x12 9216 128 128 128 10 10",
        1_199_882,
    ),
    Course(
        "mnist with layers by name",
        "Udacity, Intro to Deep Learning with PyTorch, lesson 2",
        """
from collections import OrderedDict
input_size = 784
hidden_sizes = [128, 64]
model = nn.Sequential(OrderedDict([
    ('fc1', nn.Linear(input_size, 128)),
    ('relu1', nn.ReLU()),
    ('fc2', nn.Linear(128, 64)),
    ('relu2', nn.ReLU()),
    ('output', nn.Linear(64, 10)),
    ('softmax', nn.Softmax(dim=1))]))
""",
        "784",
        "128 128 64 64 10 10",
        109_386,
    ),
    Course(
        "cifar-10",
        "Udacity, Intro to Deep Learning with PyTorch, lesson 5, as a Sequential",
        """
model = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2),
    nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2),
    nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2),
    nn.Flatten(),
    nn.Dropout(0.25),
    nn.Linear(64 * 4 * 4, 500), nn.ReLU(),
    nn.Dropout(0.25),
    nn.Linear(500, 10),
)
""",
        "3x32x32",
        "16x32x32 16x32x32 16x16x16 32x16x16 32x16x16 32x8x8 64x8x8 64x8x8 64x4x4 1024 1024 500 500 500 10",
        541_094,
    ),
    Course(
        "autoencoder",
        "Udacity, Intro to Deep Learning with PyTorch, lesson 6, as a Sequential",
        """
encoder = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2),
    nn.Conv2d(16, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2),
)
decoder = nn.Sequential(
    nn.ConvTranspose2d(4, 16, 2, stride=2), nn.ReLU(),
    nn.ConvTranspose2d(16, 1, 2, stride=2), nn.Sigmoid(),
)
model = nn.Sequential(encoder, decoder)
""",
        "1x28x28",
        "16x28x28 16x28x28 16x14x14 4x14x14 4x14x14 4x7x7 16x14x14 16x14x14 1x28x28 1x28x28",
        1_077,
    ),
    Course(
        "three layers",
        "Stanford CS231n, assignment 2, PyTorch",
        """
channel_1 = 32
channel_2 = 16
model = nn.Sequential(
    nn.Conv2d(3, channel_1, 5, padding=2),
    nn.ReLU(),
    nn.Conv2d(channel_1, channel_2, 3, padding=1),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(channel_2 * 32 * 32, 10),
)
""",
        "3x32x32",
        "32x32x32 32x32x32 16x32x32 16x32x32 16384 10",
        170_906,
    ),
    Course(
        "gan's discriminator",
        "Stanford CS231n, assignment 3, generative adversarial networks",
        """
model = nn.Sequential(
    nn.Unflatten(1, (1, 28, 28)),
    nn.Conv2d(1, 32, 5, stride=1),
    nn.LeakyReLU(0.01),
    nn.MaxPool2d(2, stride=2),
    nn.Conv2d(32, 64, 5, stride=1),
    nn.LeakyReLU(0.01),
    nn.MaxPool2d(2, stride=2),
    nn.Flatten(),
    nn.Linear(4 * 4 * 64, 4 * 4 * 64),
    nn.LeakyReLU(0.01),
    nn.Linear(4 * 4 * 64, 1),
)
""",
        "784",
        "1x28x28 32x24x24 32x24x24 32x12x12 64x8x8 64x8x8 64x4x4 1024 1024 1024 1",
        1_102_721,
    ),
    Course(
        "gan's generator",
        "Stanford CS231n, assignment 3, generative adversarial networks",
        """
model = nn.Sequential(
    nn.Linear(96, 1024), nn.ReLU(), nn.BatchNorm1d(1024),
    nn.Linear(1024, 7 * 7 * 128), nn.ReLU(), nn.BatchNorm1d(7 * 7 * 128),
    nn.Unflatten(1, (128, 7, 7)),
    nn.ConvTranspose2d(128, 64, 4, stride=2, padding=1), nn.ReLU(), nn.BatchNorm2d(64),
    nn.ConvTranspose2d(64, 1, 4, stride=2, padding=1), nn.Tanh(),
    nn.Flatten(),
)
""",
        "96",
        "1024 1024 1024 6272 6272 6272 128x7x7 64x14x14 64x14x14 64x14x14 1x28x28 1x28x28 784",
        6_689_729,
    ),
    Course(
        "alexnet",
        "Dive into Deep Learning, 8.1",
        """
net = nn.Sequential(
    nn.LazyConv2d(96, kernel_size=11, stride=4, padding=1),
    nn.ReLU(), nn.MaxPool2d(kernel_size=3, stride=2),
    nn.LazyConv2d(256, kernel_size=5, padding=2), nn.ReLU(),
    nn.MaxPool2d(kernel_size=3, stride=2),
    nn.LazyConv2d(384, kernel_size=3, padding=1), nn.ReLU(),
    nn.LazyConv2d(384, kernel_size=3, padding=1), nn.ReLU(),
    nn.LazyConv2d(256, kernel_size=3, padding=1), nn.ReLU(),
    nn.MaxPool2d(kernel_size=3, stride=2), nn.Flatten(),
    nn.LazyLinear(4096), nn.ReLU(), nn.Dropout(p=0.5),
    nn.LazyLinear(4096), nn.ReLU(), nn.Dropout(p=0.5),
    nn.LazyLinear(10))
""",
        "1x224x224",
        "96x54x54 96x54x54 96x26x26 256x26x26 256x26x26 256x12x12 384x12x12 384x12x12 384x12x12 "
        "384x12x12 256x12x12 256x12x12 256x5x5 6400 4096 4096 4096 4096 4096 4096 10",
        46_764_746,
    ),
    Course(
        "alexnet of torchvision",
        "torchvision, as a Sequential",
        """
features = nn.Sequential(
    nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2),
    nn.ReLU(inplace=True),
    nn.MaxPool2d(kernel_size=3, stride=2),
    nn.Conv2d(64, 192, kernel_size=5, padding=2),
    nn.ReLU(inplace=True),
    nn.MaxPool2d(kernel_size=3, stride=2),
    nn.Conv2d(192, 384, kernel_size=3, padding=1),
    nn.ReLU(inplace=True),
    nn.Conv2d(384, 256, kernel_size=3, padding=1),
    nn.ReLU(inplace=True),
    nn.Conv2d(256, 256, kernel_size=3, padding=1),
    nn.ReLU(inplace=True),
    nn.MaxPool2d(kernel_size=3, stride=2),
)
avgpool = nn.AdaptiveAvgPool2d((6, 6))
classifier = nn.Sequential(
    nn.Dropout(p=0.5),
    nn.Linear(256 * 6 * 6, 4096),
    nn.ReLU(inplace=True),
    nn.Dropout(p=0.5),
    nn.Linear(4096, 4096),
    nn.ReLU(inplace=True),
    nn.Linear(4096, 1000),
)
model = nn.Sequential(features, avgpool, nn.Flatten(), classifier)
""",
        "3x200x200",
        "64x49x49 64x49x49 64x24x24 192x24x24 192x24x24 192x11x11 384x11x11 384x11x11 256x11x11 "
        "256x11x11 256x11x11 256x11x11 256x5x5 256x6x6 9216 9216 4096 4096 4096 4096 4096 1000",
        61_100_840,
    ),
    Course(
        "alexnet of the paper",
        "Krizhevsky et al. (2012), with its groups and response normalisations",
        """
model = nn.Sequential(
    nn.Conv2d(3, 96, 11, stride=4), nn.ReLU(), nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2), nn.MaxPool2d(3, 2),
    nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(), nn.LocalResponseNorm(5, k=2), nn.MaxPool2d(3, 2),
    nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(),
    nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(),
    nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(), nn.MaxPool2d(3, 2),
    nn.Flatten(),
    nn.Linear(9216, 4096), nn.ReLU(), nn.Dropout(),
    nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(),
    nn.Linear(4096, 1000),
)
""",
        "3x227x227",
        "96x55x55 96x55x55 96x55x55 96x27x27 256x27x27 256x27x27 256x27x27 256x13x13 384x13x13 384x13x13 "
        "384x13x13 384x13x13 256x13x13 256x13x13 256x6x6 9216 4096 4096 4096 4096 4096 4096 1000",
        60_965_224,
    ),
    Course(
        "vgg-11",
        "Dive into Deep Learning, 8.2",
        """
net = nn.Sequential(
    nn.Sequential(nn.LazyConv2d(64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2)),
    nn.Sequential(nn.LazyConv2d(128, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2)),
    nn.Sequential(nn.LazyConv2d(256, 3, padding=1), nn.ReLU(), nn.LazyConv2d(256, 3, padding=1), nn.ReLU(),
                  nn.MaxPool2d(2, 2)),
    nn.Sequential(nn.LazyConv2d(512, 3, padding=1), nn.ReLU(), nn.LazyConv2d(512, 3, padding=1), nn.ReLU(),
                  nn.MaxPool2d(2, 2)),
    nn.Sequential(nn.LazyConv2d(512, 3, padding=1), nn.ReLU(), nn.LazyConv2d(512, 3, padding=1), nn.ReLU(),
                  nn.MaxPool2d(2, 2)),
    nn.Flatten(),
    nn.LazyLinear(4096), nn.ReLU(), nn.Dropout(0.5),
    nn.LazyLinear(4096), nn.ReLU(), nn.Dropout(0.5),
    nn.LazyLinear(10))
""",
        "1x224x224",
        "64x224x224 64x224x224 64x112x112 128x112x112 128x112x112 128x56x56 256x56x56 256x56x56 "
        "256x56x56 256x56x56 256x28x28 512x28x28 512x28x28 512x28x28 512x28x28 512x14x14 512x14x14 "
        "512x14x14 512x14x14 512x14x14 512x7x7 25088 4096 4096 4096 4096 4096 4096 10",
        128_806_154,
    ),
    Course(
        "network in network",
        "Dive into Deep Learning, 8.3",
        """
net = nn.Sequential(
    nn.LazyConv2d(96, 11, 4, 0), nn.ReLU(), nn.LazyConv2d(96, 1), nn.ReLU(), nn.LazyConv2d(96, 1), nn.ReLU(),
    nn.MaxPool2d(3, stride=2),
    nn.LazyConv2d(256, 5, 1, 2), nn.ReLU(), nn.LazyConv2d(256, 1), nn.ReLU(), nn.LazyConv2d(256, 1), nn.ReLU(),
    nn.MaxPool2d(3, stride=2),
    nn.LazyConv2d(384, 3, 1, 1), nn.ReLU(), nn.LazyConv2d(384, 1), nn.ReLU(), nn.LazyConv2d(384, 1), nn.ReLU(),
    nn.MaxPool2d(3, stride=2),
    nn.Dropout(0.5),
    nn.LazyConv2d(10, 3, 1, 1), nn.ReLU(), nn.LazyConv2d(10, 1), nn.ReLU(), nn.LazyConv2d(10, 1), nn.ReLU(),
    nn.AdaptiveAvgPool2d((1, 1)),
    nn.Flatten())
""",
        "1x224x224",
        "96x54x54 96x54x54 96x54x54 96x54x54 96x54x54 96x54x54 96x26x26 256x26x26 256x26x26 256x26x26 "
        "256x26x26 256x26x26 256x26x26 256x12x12 384x12x12 384x12x12 384x12x12 384x12x12 384x12x12 "
        "384x12x12 384x5x5 384x5x5 10x5x5 10x5x5 10x5x5 10x5x5 10x5x5 10x5x5 10x1x1 10",
        1_992_166,
    ),
    Course(
        "googlenet's first layers",
        "torchvision, GoogLeNet up to inception3a",
        """
model = nn.Sequential(
    nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False), nn.BatchNorm2d(64, eps=0.001), nn.ReLU(True),
    nn.MaxPool2d(3, stride=2, ceil_mode=True),
    nn.Conv2d(64, 64, kernel_size=1, bias=False), nn.BatchNorm2d(64, eps=0.001), nn.ReLU(True),
    nn.Conv2d(64, 192, kernel_size=3, padding=1, bias=False), nn.BatchNorm2d(192, eps=0.001), nn.ReLU(True),
    nn.MaxPool2d(3, stride=2, ceil_mode=True),
)
""",
        "3x224x224",
        "64x112x112 64x112x112 64x112x112 64x56x56 64x56x56 64x56x56 64x56x56 192x56x56 192x56x56 192x56x56 192x28x28",
        125_376,
    ),
    Course(
        "squeezenet's frame",
        "torchvision, SqueezeNet 1.0 without its fire modules",
        """
model = nn.Sequential(
    nn.Conv2d(3, 96, kernel_size=7, stride=2), nn.ReLU(inplace=True),
    nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True),
    nn.Conv2d(96, 256, 1), nn.ReLU(inplace=True),
    nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True),
    nn.Conv2d(256, 512, 1), nn.ReLU(inplace=True),
    nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True),
    nn.Dropout(p=0.5),
    nn.Conv2d(512, 1000, kernel_size=1), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d((1, 1)),
    nn.Flatten(),
)
""",
        "3x224x224",
        "96x109x109 96x109x109 96x54x54 256x54x54 256x54x54 256x27x27 512x27x27 512x27x27 512x13x13 "
        "512x13x13 1000x13x13 1000x13x13 1000x1x1 1000",
        683_624,
    ),
    Course(
        "dcgan's generator",
        "PyTorch's tutorial, DCGAN",
        """
nz, ngf, nc = 100, 64, 3
main = nn.Sequential(
    nn.ConvTranspose2d(nz, ngf * 8, 4, 1, 0, bias=False),
    nn.BatchNorm2d(ngf * 8),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 8, ngf * 4, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf * 4),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 4, ngf * 2, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf * 2),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 2, ngf, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf, nc, 4, 2, 1, bias=False),
    nn.Tanh()
)
""",
        "100x1x1",
        "512x4x4 512x4x4 512x4x4 256x8x8 256x8x8 256x8x8 128x16x16 128x16x16 128x16x16 64x32x32 64x32x32 "
        "64x32x32 3x64x64 3x64x64",
        3_578_624,
    ),
    Course(
        "dcgan's discriminator",
        "PyTorch's tutorial, DCGAN",
        """
nc, ndf = 3, 64
main = nn.Sequential(
    nn.Conv2d(nc, ndf, 4, 2, 1, bias=False),
    nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(ndf, ndf * 2, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ndf * 2),
    nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(ndf * 2, ndf * 4, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ndf * 4),
    nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(ndf * 4, ndf * 8, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ndf * 8),
    nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(ndf * 8, 1, 4, 1, 0, bias=False),
    nn.Sigmoid()
)
""",
        "3x64x64",
        "64x32x32 64x32x32 128x16x16 128x16x16 128x16x16 256x8x8 256x8x8 256x8x8 512x4x4 512x4x4 512x4x4 1x1x1 1x1x1",
        2_767_360,
    ),
    Course(
        "speech commands",
        "PyTorch's tutorial, M5 of Dai et al. (2016), as a Sequential",
        """
n_channel = 32
model = nn.Sequential(
    nn.Conv1d(1, n_channel, kernel_size=80, stride=16), nn.BatchNorm1d(n_channel), nn.ReLU(), nn.MaxPool1d(4),
    nn.Conv1d(n_channel, n_channel, kernel_size=3), nn.BatchNorm1d(n_channel), nn.ReLU(), nn.MaxPool1d(4),
    nn.Conv1d(n_channel, 2 * n_channel, kernel_size=3), nn.BatchNorm1d(2 * n_channel), nn.ReLU(), nn.MaxPool1d(4),
    nn.Conv1d(2 * n_channel, 2 * n_channel, kernel_size=3), nn.BatchNorm1d(2 * n_channel), nn.ReLU(), nn.MaxPool1d(4),
    nn.AdaptiveAvgPool1d(1), nn.Flatten(),
    nn.Linear(2 * n_channel, 35), nn.LogSoftmax(dim=1),
)
""",
        "1x8000",
        "32x496 32x496 32x496 32x124 32x122 32x122 32x122 32x30 64x28 64x28 64x28 64x7 64x5 64x5 64x5 "
        "64x1 64x1 64 35 35",
        27_299,
    ),
    Course(
        "c3d",
        "Tran et al. (2015), with one layer fewer in each of the last blocks",
        """
model = nn.Sequential(
    nn.Conv3d(3, 64, kernel_size=(3, 3, 3), padding=(1, 1, 1)), nn.ReLU(),
    nn.MaxPool3d(kernel_size=(1, 2, 2), stride=(1, 2, 2)),
    nn.Conv3d(64, 128, kernel_size=(3, 3, 3), padding=(1, 1, 1)), nn.ReLU(),
    nn.MaxPool3d(kernel_size=(2, 2, 2), stride=(2, 2, 2)),
    nn.Conv3d(128, 256, kernel_size=(3, 3, 3), padding=(1, 1, 1)), nn.ReLU(),
    nn.MaxPool3d(kernel_size=(2, 2, 2), stride=(2, 2, 2)),
    nn.Conv3d(256, 512, kernel_size=(3, 3, 3), padding=(1, 1, 1)), nn.ReLU(),
    nn.MaxPool3d(kernel_size=(2, 2, 2), stride=(2, 2, 2)),
    nn.Conv3d(512, 512, kernel_size=(3, 3, 3), padding=(1, 1, 1)), nn.ReLU(),
    nn.MaxPool3d(kernel_size=(2, 2, 2), stride=(2, 2, 2), padding=(0, 1, 1)),
    nn.Flatten(),
    nn.Linear(8192, 4096), nn.ReLU(), nn.Dropout(p=0.5),
    nn.Linear(4096, 487),
)
""",
        "3x16x112x112",
        "64x16x112x112 64x16x112x112 64x16x56x56 128x16x56x56 128x16x56x56 128x8x28x28 256x8x28x28 "
        "256x8x28x28 256x4x14x14 512x4x14x14 512x4x14x14 512x2x7x7 512x2x7x7 512x2x7x7 512x1x4x4 8192 "
        "4096 4096 4096 487",
        47_283_175,
    ),
    Course(
        "group normalisation",
        "Wu and He (2018), in a small network for CIFAR-10",
        """
model = nn.Sequential(
    nn.ZeroPad2d((1, 2, 1, 2)),
    nn.Conv2d(3, 32, 3, stride=2, bias=False), nn.GroupNorm(8, 32), nn.SiLU(),
    nn.Conv2d(32, 32, 3, padding='same', groups=32), nn.Conv2d(32, 64, 1), nn.GroupNorm(8, 64), nn.SiLU(),
    nn.AvgPool2d(3, 2, 1, ceil_mode=True),
    nn.Conv2d(64, 128, (3, 1), padding=(1, 0), dilation=1), nn.InstanceNorm2d(128), nn.GELU(),
    nn.Upsample(scale_factor=2, mode='bilinear'),
    nn.Dropout2d(0.1),
    nn.AdaptiveMaxPool2d(4),
    nn.Flatten(),
    nn.Linear(2048, 64), nn.LayerNorm(64), nn.Hardswish(),
    nn.Linear(64, 10),
)
""",
        "3x32x32",
        "3x35x35 32x17x17 32x17x17 32x17x17 32x17x17 64x17x17 64x17x17 64x17x17 64x9x9 128x9x9 128x9x9 "
        "128x9x9 128x18x18 128x18x18 128x4x4 2048 64 64 64 10",
        160_106,
    ),
)
