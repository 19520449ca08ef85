#include <thread>

int counter = 0;

void Work() { ++counter; }

int main() {
  std::thread first(Work);
  std::thread second(Work);
  first.join();
  second.join();
  return 0;
}
